package dev.berth.engine.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.api.ErrorCode;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.Refusal;
import dev.berth.api.RequestToken;
import dev.berth.api.SchedulerException;
import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.WorkGroupRecord;
import dev.berth.engine.session.WorkGroupRecords;
import dev.berth.engine.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class IdempotencyCacheTest {
    private static final RequestToken TOKEN = new RequestToken("token");
    private static final StartSession REQUEST =
            StartSession.in("team", 5).withToken(TOKEN).withAttributes(OpaqueBytes.ofUtf8("as asked"));
    private static final StartSession CHANGED = REQUEST.withExclusiveKey("changed");
    private static final SessionId ID = new SessionId(1, 2);
    private static final Refusal FULL = new Refusal.BudgetFull(BudgetName.ACCOUNT, 1, 1, 1);
    private static final WorkGroupRecord TEAM = WorkGroupRecords.team();
    private static final Duration RETENTION = Duration.ofHours(1);

    private final ManualTime time = new ManualTime();
    private final IdempotencyCache cache = new IdempotencyCache(3, RETENTION, time);

    @Test
    void aTokenIsClaimedOnce() {
        SessionRecord claim = session(REQUEST, ID);

        assertThat(cache.claim(TOKEN, claim)).isNull();
        assertThat(cache.claim(TOKEN, session(REQUEST, ID))).isSameAs(claim);
        assertThat(cache.find(TOKEN)).isSameAs(claim);
        assertThat(cache.find(new RequestToken("Token"))).isNull();
    }

    @Test
    void duplicatesInFlightWaitAndShareTheOutcome() {
        SessionRecord claim = claimed(REQUEST);
        Told first = repeat(REQUEST);
        Told second = repeat(REQUEST);
        assertThat(first.outcomes).isEmpty();

        claim.settleStarted();

        assertThat(first.outcomes).containsExactly(new StartOutcome.Replayed(ID));
        assertThat(second.outcomes).containsExactly(new StartOutcome.Replayed(ID));
        assertThat(repeat(REQUEST).outcomes).containsExactly(new StartOutcome.Replayed(ID));
    }

    @Test
    void changedParametersAreRefusedAtOnceInEveryStage() {
        SessionRecord claim = claimed(REQUEST);
        StartOutcome refusal = new StartOutcome.Refused(new Refusal.TokenReused(TOKEN));
        assertThat(repeat(CHANGED).outcomes).containsExactly(refusal);

        claim.settleStarted();
        assertThat(repeat(CHANGED).outcomes).containsExactly(refusal);

        cache.sessionEnded(REQUEST, ID, time.nanoTime());
        for (StartSession changed : List.of(
                CHANGED,
                REQUEST.withAttributes(OpaqueBytes.ofUtf8("otherwise")),
                REQUEST.withIdleTimeout(Duration.ofSeconds(1)),
                StartSession.in("team", 6).withToken(TOKEN),
                StartSession.in("team").withToken(TOKEN).withAttributes(REQUEST.attributes()),
                StartSession.in("other", 5).withToken(TOKEN))) {
            assertThat(repeat(changed).outcomes).containsExactly(refusal);
        }
    }

    @Test
    void aRefusedStartFreesItsTokenBeforeItsDuplicatesAreTold() {
        SessionRecord claim = claimed(REQUEST);
        List<TokenEntry> seenWhenTold = new ArrayList<>();
        Told told = new Told() {
            @Override
            public void settled(StartOutcome outcome) {
                super.settled(outcome);
                TokenEntry seen = cache.find(TOKEN);
                if (seen != null) {
                    seenWhenTold.add(seen);
                }
            }
        };
        claim.answer(REQUEST, told);

        cache.free(TOKEN, claim, FULL);

        assertThat(told.outcomes).containsExactly(new StartOutcome.Refused(FULL));
        assertThat(seenWhenTold).isEmpty();
        assertThat(cache.claim(TOKEN, session(CHANGED, ID))).isNull();
    }

    @Test
    void freeingDoesNotTouchTheNextClaim() {
        SessionRecord first = claimed(REQUEST);
        cache.free(TOKEN, first, FULL);
        SessionRecord second = claimed(REQUEST);
        cache.free(TOKEN, first, FULL);

        assertThat(cache.find(TOKEN)).isSameAs(second);
    }

    @Test
    void aDuplicateThatFoundTheClaimBeforeItWasFreedIsRefusedToo() {
        SessionRecord claim = claimed(REQUEST);
        cache.free(TOKEN, claim, FULL);
        Told late = new Told();

        claim.answer(REQUEST, late);

        assertThat(late.outcomes).containsExactly(new StartOutcome.Refused(FULL));
    }

    @Test
    void anUnknownOutcomeIsToldAndTheTokenStaysTaken() {
        SessionRecord claim = claimed(REQUEST);
        Told before = repeat(REQUEST);
        SchedulerException cause = new SchedulerException(ErrorCode.JOURNAL_FAILED, "disk", null);

        claim.settleFailed(cause);

        assertThat(before.faults).containsExactly(cause);
        assertThat(repeat(REQUEST).faults).containsExactly(cause);
        assertThat(cache.find(TOKEN)).isSameAs(claim);
    }

    @Test
    void whatWasToldFirstStands() {
        SessionRecord claim = claimed(REQUEST);
        claim.settleStarted();
        claim.settleFailed(new SchedulerException(ErrorCode.JOURNAL_FAILED, "disk", null));

        assertThat(repeat(REQUEST).outcomes).containsExactly(new StartOutcome.Replayed(ID));
    }

    @Test
    void aTokenIsKeptForAWhileAfterTheEndToTheNanosecond() {
        claimed(REQUEST).settleStarted();
        cache.sessionEnded(REQUEST, ID, time.nanoTime());
        assertThat(repeat(REQUEST).outcomes).containsExactly(new StartOutcome.Replayed(ID));

        time.advance(RETENTION.minusNanos(1));
        cache.evict(time.nanoTime());
        assertThat(cache.find(TOKEN)).isNotNull();

        time.advance(Duration.ofNanos(1));
        assertThat(cache.find(TOKEN)).as("expired though nobody evicted").isNull();
        SessionRecord next = claimed(CHANGED);
        cache.evict(time.nanoTime());
        assertThat(cache.find(TOKEN)).as("evicting the old leaves the new").isSameAs(next);
    }

    @Test
    void theOldestEndsGoFirstWhereThereAreTooMany() {
        for (int i = 0; i < 5; i++) {
            StartSession request = StartSession.in("team", 1).withToken(new RequestToken("t" + i));
            claimed(request, new SessionId(i, i)).settleStarted();
            time.advance(Duration.ofSeconds(1));
            cache.sessionEnded(request, new SessionId(i, i), time.nanoTime());
            // Those read most stay no longer than the others.
            assertThat(cache.find(new RequestToken("t0"))).isNotNull();
        }
        cache.evict(time.nanoTime());

        assertThat(cache.find(new RequestToken("t0"))).isNull();
        assertThat(cache.find(new RequestToken("t1"))).isNull();
        assertThat(cache.find(new RequestToken("t2"))).isNotNull();
        assertThat(cache.find(new RequestToken("t4"))).isNotNull();
        assertThat(cache.size()).isEqualTo(3);
    }

    @Test
    void whereNoneIsKeptATokenIsFreeFromTheEndOn() {
        List<IdempotencyCache> forgetful =
                List.of(new IdempotencyCache(0, RETENTION, time), new IdempotencyCache(3, Duration.ZERO, time));
        for (IdempotencyCache each : forgetful) {
            SessionRecord claim = session(REQUEST, ID);
            assertThat(each.claim(TOKEN, claim)).isNull();
            claim.settleStarted();
            each.sessionEnded(REQUEST, ID, time.nanoTime());

            assertThat(each.find(TOKEN)).isNull();
            assertThat(each.size()).isZero();
            assertThat(each.claim(TOKEN, session(CHANGED, ID))).isNull();
        }
    }

    @Test
    void aLiveTokenIsNeverEvicted() {
        for (int i = 0; i < 1_000; i++) {
            StartSession request = StartSession.in("team", 1).withToken(new RequestToken("t" + i));
            claimed(request, new SessionId(i, i)).settleStarted();
        }
        time.advance(Duration.ofDays(10_000));
        cache.evict(time.nanoTime());

        for (int i = 0; i < 1_000; i++) {
            assertThat(cache.find(new RequestToken("t" + i))).isNotNull();
        }
    }

    @Test
    void theAgeOfTheOldestIsThatOfTheOldestEnd() {
        assertThat(cache.oldestRetainedNanos()).isZero();
        claimed(REQUEST).settleStarted();
        time.advance(Duration.ofMinutes(5));
        assertThat(cache.oldestRetainedNanos()).isZero();

        cache.sessionEnded(REQUEST, ID, time.nanoTime());
        time.advance(Duration.ofMinutes(5));
        assertThat(cache.oldestRetainedNanos()).isEqualTo(Duration.ofMinutes(5).toNanos());

        time.advance(RETENTION);
        cache.evict(time.nanoTime());
        assertThat(cache.oldestRetainedNanos()).isZero();
    }

    @Test
    void aTokenIsTakenAgainAfterARestart() {
        cache.restore(TOKEN, session(REQUEST, ID));

        assertThat(repeat(REQUEST).outcomes).containsExactly(new StartOutcome.Replayed(ID));
        cache.sessionEnded(REQUEST, ID, time.nanoTime());
        assertThat(repeat(REQUEST).outcomes).containsExactly(new StartOutcome.Replayed(ID));
    }

    @Test
    void digestsTellRequestsApartThatRunTogether() {
        StartSession ab = StartSession.in("ab", 5).withExclusiveKey("c");
        StartSession a = StartSession.in("a", 5).withExclusiveKey("bc");
        StartSession none = StartSession.in("ab", 5);
        StartSession empty = StartSession.in("ab", 5).withExclusiveKey("");

        assertThat(RequestDigest.of(ab)).isNotEqualTo(RequestDigest.of(a));
        assertThat(RequestDigest.of(none)).isNotEqualTo(RequestDigest.of(empty));
        assertThat(RequestDigest.of(StartSession.in("ab"))).isNotEqualTo(RequestDigest.of(none));
        assertThat(RequestDigest.of(ab)).isEqualTo(RequestDigest.of(ab.withToken(TOKEN)));
    }

    private static SessionRecord session(StartSession request, SessionId id) {
        return new SessionRecord(id, request, request.dpus().orElseThrow(), TEAM, TEAM.view(), 0);
    }

    private SessionRecord claimed(StartSession request) {
        return claimed(request, ID);
    }

    private SessionRecord claimed(StartSession request, SessionId id) {
        SessionRecord claim = session(request, id);
        assertThat(cache.claim(Objects.requireNonNull(request.token()), claim)).isNull();
        return claim;
    }

    private Told repeat(StartSession request) {
        Told told = new Told();
        Objects.requireNonNull(cache.find(Objects.requireNonNull(request.token())))
                .answer(request, told);
        return told;
    }

    private static class Told implements Waiter {
        final List<StartOutcome> outcomes = new ArrayList<>();
        final List<SchedulerException> faults = new ArrayList<>();

        @Override
        public void settled(StartOutcome outcome) {
            outcomes.add(outcome);
        }

        @Override
        public void unsettled(SchedulerException cause) {
            faults.add(cause);
        }
    }
}
