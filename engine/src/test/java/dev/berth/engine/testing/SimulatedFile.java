package dev.berth.engine.testing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * The bytes of a file twice: as the system shows them, and as the disk has them. They differ in pages that wait for a sync,
 * and in pages that a failed sync has dropped, which no later sync brings.
 */
final class SimulatedFile {
    static final int PAGE_BYTES = 512;

    private final BitSet waiting = new BitSet();
    private byte[] shown = new byte[0];
    private byte[] stored = new byte[0];
    private int size;
    private int storedSize;

    SimulatedFile() {}

    /** A file with the given bytes, all of them stored. */
    SimulatedFile(byte[] content) {
        shown = content.clone();
        stored = content.clone();
        size = content.length;
        storedSize = content.length;
    }

    int size() {
        return size;
    }

    /** How much of the disk it takes. */
    int allocatedBytes() {
        return pages(size) * PAGE_BYTES;
    }

    byte[] content() {
        return Arrays.copyOf(shown, size);
    }

    int read(ByteBuffer target, int position) {
        int count = Math.max(0, Math.min(target.remaining(), size - position));
        if (count > 0) {
            target.put(shown, position, count);
        }
        return count;
    }

    void write(byte[] bytes, int position, SplittableRandom random) {
        if (bytes.length == 0) {
            return;
        }
        int end = position + bytes.length;
        grow(end);
        for (int page = position / PAGE_BYTES; page < pages(end); page++) {
            if (waiting.get(page) && random.nextBoolean()) {
                // What was written before may reach the disk at any time, also without a sync.
                store(page);
            }
            waiting.set(page);
        }
        System.arraycopy(bytes, 0, shown, position, bytes.length);
        size = Math.max(size, end);
    }

    void truncate(int newSize) {
        Arrays.fill(shown, newSize, size, (byte) 0);
        size = newSize;
    }

    /** Stores all that waits. */
    void sync() {
        for (int page = waiting.nextSetBit(0); page >= 0; page = waiting.nextSetBit(page + 1)) {
            store(page);
        }
        waiting.clear();
        storedSize = size;
        Arrays.fill(stored, size, stored.length, (byte) 0);
    }

    /** Stores some of what waits; the rest goes on waiting. */
    void syncInPart(SplittableRandom random) {
        for (int page = waiting.nextSetBit(0); page >= 0; page = waiting.nextSetBit(page + 1)) {
            if (random.nextBoolean()) {
                store(page);
                waiting.clear(page);
            }
        }
    }

    /** Stores some of what waits, and drops some so that it never reaches the disk, although it is still shown. */
    void failSync(SplittableRandom random) {
        syncInPart(random);
        for (int page = waiting.nextSetBit(0); page >= 0; page = waiting.nextSetBit(page + 1)) {
            waiting.set(page, random.nextBoolean());
        }
    }

    /** What is left after the machine stopped: of each page that waits the old bytes, the new ones, or some of each. */
    SimulatedFile afterCrash(SplittableRandom random) {
        byte[] left = Arrays.copyOf(stored, sizeAfterCrash(random));
        for (int page = waiting.nextSetBit(0);
                page >= 0 && page < pages(left.length);
                page = waiting.nextSetBit(page + 1)) {
            keepSome(page, left, random);
        }
        return new SimulatedFile(left);
    }

    private void keepSome(int page, byte[] left, SplittableRandom random) {
        int from = page * PAGE_BYTES;
        int bytes = Math.min(PAGE_BYTES, left.length - from);
        int choice = random.nextInt(4);
        int kept = choice < 2 ? bytes * choice : random.nextInt(bytes + 1);
        int skipped = choice == 3 ? random.nextInt(kept + 1) : 0;
        System.arraycopy(shown, from + skipped, left, from + skipped, kept - skipped);
    }

    private int sizeAfterCrash(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> storedSize;
            case 1 -> size;
            default -> random.nextInt(Math.min(size, storedSize), Math.max(size, storedSize) + 1);
        };
    }

    private void store(int page) {
        int from = page * PAGE_BYTES;
        System.arraycopy(shown, from, stored, from, PAGE_BYTES);
    }

    private void grow(int bytes) {
        int needed = pages(bytes) * PAGE_BYTES;
        if (needed > shown.length) {
            shown = Arrays.copyOf(shown, needed);
            stored = Arrays.copyOf(stored, needed);
        }
    }

    private static int pages(int bytes) {
        return (bytes + PAGE_BYTES - 1) / PAGE_BYTES;
    }
}
