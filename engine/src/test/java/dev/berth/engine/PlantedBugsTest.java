package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.testing.QuietLogs;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The simulation finds bugs: each of these, planted in turn, is noticed in one of its first runs, and only because of it. */
@ExtendWith(QuietLogs.class)
class PlantedBugsTest {
    private static final int MAX_SEEDS = 500;

    @Test
    void aSyncThatWasSkippedIsFound() {
        assertThat(foundBy(PlantedBugs.SkippedSync::new)).isNotEmpty();
    }

    @Test
    void anAnswerBeforeTheSyncIsFound() {
        assertThat(foundBy(PlantedBugs.AnswerBeforeTheSync::new)).isNotEmpty();
    }

    @Test
    void aReleaseBeforeItIsAppliedIsFound() {
        assertThat(foundBy(PlantedBugs.ReleaseBeforeApply::new)).contains("the account holds");
    }

    @Test
    void aFolderSyncThatWasDroppedIsFound() {
        assertThat(foundBy(PlantedBugs.DroppedFolderSync::new)).isNotEmpty();
    }

    /** What the first run says that notices the bug, and that notices nothing without it; empty if none does. */
    private static String foundBy(Supplier<Sabotage> bug) {
        for (long seed = 0; seed < MAX_SEEDS; seed++) {
            try {
                new Simulation(seed, bug.get()).run();
            } catch (AssertionError e) {
                new Simulation(seed, Sabotage.NONE).run();
                return String.valueOf(e.getMessage());
            }
        }
        return "";
    }
}
