package dev.berth.engine;

import dev.berth.engine.testing.QuietLogs;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Simulates the whole engine from many seeds, which derive from one that is printed. A run that fails names its own seed; this
 * repeats it, step by step the same:
 *
 * <pre>{@code
 * mvn -ntp -pl engine -am test -Dtest=SimulationTest -Dberth.seed=SEED -Dberth.seeds=1
 * }</pre>
 *
 * <p>{@code -Dberth.seeds=N} takes N seeds instead of 1,000, which are twice as many as {@link PlantedBugsTest} allows a bug.
 */
@ExtendWith(QuietLogs.class)
class SimulationTest {
    private static final int SEEDS = 1_000;

    @Test
    void everyPromiseIsKeptWhateverHappens() {
        Long given = Long.getLong("berth.seed");
        long base = given != null ? given : new SplittableRandom().nextLong();
        int count = Integer.getInteger("berth.seeds", SEEDS);
        System.out.println("SimulationTest: -Dberth.seed=" + base + " -Dberth.seeds=" + count);
        for (long seed = base; seed < base + count; seed++) {
            run(seed);
        }
    }

    private static void run(long seed) {
        try {
            new Simulation(seed, Sabotage.NONE).run();
        } catch (AssertionError e) {
            throw new AssertionError(
                    "repeat with: mvn -ntp -pl engine -am test -Dtest=SimulationTest -Dberth.seed=" + seed
                            + " -Dberth.seeds=1\n" + e.getMessage(),
                    e);
        }
    }
}
