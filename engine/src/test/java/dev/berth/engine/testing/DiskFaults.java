package dev.berth.engine.testing;

/** What goes wrong on a {@link SimulatedDisk}: asked before each operation that changes something. */
@FunctionalInterface
public interface DiskFaults {
    /** Nothing goes wrong. */
    DiskFaults NONE = (number, operation) -> Fault.NONE;

    /**
     * What happens to an operation.
     *
     * @param number how many operations the disk has seen, this one included
     */
    Fault at(long number, Operation operation);

    /** One fault, at one operation. */
    static DiskFaults once(long number, Fault fault) {
        return (current, operation) -> current == number ? fault : Fault.NONE;
    }

    /** What a disk can be told to do that changes something. */
    enum Operation {
        WRITE,
        TRUNCATE,
        SYNC,
        CREATE,
        RENAME,
        DELETE,
        SYNC_FOLDER
    }

    /** What can become of it. */
    enum Fault {
        /** It is done. */
        NONE,
        /** The machine stops before it. */
        CRASH_BEFORE,
        /** The machine stops when a part of it is done. */
        CRASH_DURING,
        /** The machine stops when all of it is done, and before anybody is told. */
        CRASH_AFTER,
        /** It throws, and may have been done in part. */
        FAILURE
    }
}
