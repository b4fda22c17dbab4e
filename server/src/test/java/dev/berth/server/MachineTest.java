package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTest {
    @ParameterizedTest
    @CsvSource({
        // A DPU is 4 processors and 16 GiB; the scarcer of the two decides.
        "4, 16, 1, 1",
        "4, 16, 20, 0.05",
        "2, 16, 1, 0.5",
        "4, 8, 1, 0.5",
        "2, 4, 1, 0.25",
        "6, 24, 1, 1",
        "240, 960, 60, 1",
        "480, 960, 120, 0.5"
    })
    void largestSession_hasTheMachine_butNoMoreThanItsDpus(int processors, int gigabytes, int dpus, double share) {
        Machine machine = new Machine(processors, (long) gigabytes << 30);

        assertThat(machine.shareOfADpu(dpus)).isEqualTo(share, within(1e-9));
    }

    @Test
    void here_isSomething() {
        Machine here = Machine.here();

        assertThat(here.processors()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(here.memoryBytes())
                .isGreaterThanOrEqualTo(Runtime.getRuntime().totalMemory());
    }
}
