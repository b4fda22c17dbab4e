package dev.berth.server.athena;

import dev.berth.api.CalculationId;
import dev.berth.api.CalculationState;
import dev.berth.api.CalculationView;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.server.http.FakeScheduler;
import java.time.Instant;

/**
 * Calculations for the fake scheduler. What a test does not say is as for one that has completed after 2.8 seconds, has put
 * something out, and was given nothing but its code.
 */
final class TestCalculation {
    private static final Instant SUBMITTED = FakeScheduler.CREATED.plusSeconds(120);
    private static final Instant ENDED = SUBMITTED.plusMillis(2_800);

    private final SessionId session;
    private OpaqueBytes attributes = OpaqueBytes.EMPTY;
    private String code = "1";
    private CalculationState state = CalculationState.COMPLETED;
    private String detail = "";
    private boolean hasOutput = true;

    TestCalculation(SessionId session) {
        this.session = session;
    }

    TestCalculation code(String value) {
        code = value;
        return this;
    }

    TestCalculation described(String description) {
        attributes = OpaqueBytes.ofUtf8("{\"Description\":\"" + description + "\"}");
        return this;
    }

    TestCalculation state(CalculationState value) {
        state = value;
        hasOutput = value.isFinal();
        return this;
    }

    TestCalculation withoutOutput() {
        hasOutput = false;
        return this;
    }

    TestCalculation detail(String value) {
        detail = value;
        return this;
    }

    /** The calculation, known to the scheduler under an id that no other has. */
    CalculationId addTo(FakeScheduler scheduler) {
        CalculationId id = scheduler.nextCalculationId();
        scheduler.calculations.put(id, withId(id));
        return id;
    }

    CalculationView withId(CalculationId id) {
        return new CalculationView(
                id,
                session,
                code,
                attributes,
                state,
                detail,
                SUBMITTED,
                state.isFinal() ? ENDED : null,
                19_600,
                hasOutput);
    }
}
