package dev.berth.server.athena;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StateReason;
import dev.berth.api.WorkGroup;
import dev.berth.server.http.FakeScheduler;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sessions for the fake scheduler. What a test does not say is as for a session of 7 DPUs that has just become IDLE, in a
 * work group of PySpark, and neither of them was given anything.
 */
final class TestSession {
    private static final Instant STARTED = FakeScheduler.CREATED.plusSeconds(60);
    private static final Instant MODIFIED = STARTED.plusMillis(1_500);

    private WorkGroup workGroup = FakeScheduler.workGroup("spark", EngineVersions.PYSPARK_3, OpaqueBytes.EMPTY);
    private int dpus = 7;
    private OpaqueBytes attributes = OpaqueBytes.EMPTY;
    private SessionState state = SessionState.IDLE;
    private @Nullable StateReason reason;

    TestSession in(WorkGroup value) {
        workGroup = value;
        return this;
    }

    TestSession dpus(int value) {
        dpus = value;
        return this;
    }

    /** What its start was given, as JSON. */
    TestSession given(String members) {
        attributes = OpaqueBytes.ofUtf8(members);
        return this;
    }

    TestSession state(SessionState value) {
        state = value;
        return this;
    }

    TestSession reason(StateReason value) {
        reason = value;
        return this;
    }

    /** The session, known to the scheduler under an id that no other has. */
    SessionId addTo(FakeScheduler scheduler) {
        SessionId id = scheduler.nextId();
        scheduler.sessions.put(id, withId(id));
        return id;
    }

    SessionView withId(SessionId id) {
        return new SessionView(
                id,
                workGroup,
                dpus,
                Duration.ofMinutes(3),
                attributes,
                null,
                state,
                reason,
                STARTED,
                MODIFIED,
                state == SessionState.IDLE ? MODIFIED : null,
                state.isEnded() ? MODIFIED : null,
                10_500);
    }
}
