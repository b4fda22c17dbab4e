package dev.berth.engine;

import dev.berth.engine.journal.Disk;
import dev.berth.spi.Journal;
import java.util.SplittableRandom;

/** What a simulation puts between an engine and its surroundings: nothing, or a defect that it has to find. */
interface Sabotage {
    /** Everything works as it is written. */
    Sabotage NONE = new Sabotage() {};

    /** The disk that the journal of one life gets. */
    default Disk disk(Disk disk, SplittableRandom random) {
        return disk;
    }

    /** The journal that the engine of one life gets. */
    default Journal journal(Journal journal) {
        return journal;
    }

    /** The engine has started on the journal that was made last. */
    default void started(Engine engine) {}
}
