package dev.berth.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final Lane.Outbox outbox = new Lane.Outbox();
    private final Lane one = new Lane(Runnable::run, outbox, null);
    private final Lane other = new Lane(Runnable::run, outbox, null);

    @Test
    void whatIsFlushedLaterIsNotAmongWhatWasTaken() {
        List<Lane> nothing = outbox.takeFlushed();
        answer(one);
        outbox.flush();
        assertThat(nothing).isEmpty();

        List<Lane> first = outbox.takeFlushed();
        answer(other);
        outbox.flush();
        assertThat(first).containsExactly(one);
        assertThat(outbox.takeFlushed()).containsExactly(other);
        assertThat(outbox.takeFlushed()).isEmpty();
    }

    @Test
    void whatIsFlushedTwiceBeforeItIsTakenIsTakenTogether() {
        answer(one);
        outbox.flush();
        outbox.flush();
        answer(other);
        outbox.flush();
        assertThat(outbox.takeFlushed()).containsExactlyInAnyOrder(one, other);
    }

    private static void answer(Lane lane) {
        new Answer<String>(lane).decide("done");
    }
}
