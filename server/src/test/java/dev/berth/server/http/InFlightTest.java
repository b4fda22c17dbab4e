package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private final InFlight inFlight = new InFlight(2);
    private final List<String> order = new ArrayList<>();

    /** Takes its place when it is its turn; an instant one gives it back at once. */
    private final class Request implements InFlight.Waiting {
        private final String name;
        private final boolean isUrgent;
        private final boolean isInstant;

        Request(String name, boolean isUrgent, boolean isInstant) {
            this.name = name;
            this.isUrgent = isUrgent;
            this.isInstant = isInstant;
        }

        @Override
        public boolean isUrgent() {
            return isUrgent;
        }

        @Override
        public void proceed() {
            inFlight.enter();
            order.add(name);
            if (isInstant) {
                inFlight.leave();
            }
        }
    }

    private Request usual(String name) {
        return new Request(name, false, false);
    }

    private Request urgent(String name) {
        return new Request(name, true, false);
    }

    private void enterTimes(int times) {
        for (int i = 0; i < times; i++) {
            inFlight.enter();
        }
    }

    @Test
    void places_areAsManyAsGiven_andMoreForUrgentOnes() {
        enterTimes(1);
        assertThat(inFlight.hasRoom(false)).isTrue();
        enterTimes(1);
        assertThat(inFlight.hasRoom(false)).isFalse();
        assertThat(inFlight.hasRoom(true)).isTrue();
        enterTimes(InFlight.RESERVED);
        assertThat(inFlight.hasRoom(true)).isFalse();
    }

    @Test
    void waiting_goOnInTheirOrder_oneForEachPlace() {
        enterTimes(2);
        inFlight.await(usual("first"));
        inFlight.await(usual("second"));
        inFlight.await(usual("third"));

        inFlight.leave();
        assertThat(order).containsExactly("first");
        inFlight.leave();
        assertThat(order).containsExactly("first", "second");
        assertThat(inFlight.waiting()).isEqualTo(1);
    }

    @Test
    void urgent_goFirst() {
        enterTimes(2 + InFlight.RESERVED);
        inFlight.await(usual("usual"));
        inFlight.await(urgent("urgent"));

        inFlight.leave();
        assertThat(order).containsExactly("urgent");
        for (int i = 0; i <= InFlight.RESERVED; i++) {
            inFlight.leave();
        }
        assertThat(order).containsExactly("urgent", "usual");
    }

    @Test
    void forgotten_neverGoOn() {
        enterTimes(2);
        Request gone = usual("gone");
        inFlight.await(gone);
        inFlight.await(usual("there"));

        inFlight.forget(gone);
        inFlight.leave();

        assertThat(order).containsExactly("there");
    }

    @Test
    void thoseDoneAtOnce_letAllOthersGoOn_withoutNesting() {
        enterTimes(2);
        int many = 100_000;
        for (int i = 0; i < many; i++) {
            inFlight.await(new Request("request", false, true));
        }
        inFlight.leave();
        assertThat(order).hasSize(many);
        assertThat(inFlight.count()).isEqualTo(1);
    }
}
