package dev.berth.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.spi.Journal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a journal was given over all its restarts, and what it has reported durable: random batches, and a state that each of
 * them changes. Every recovery is held against it.
 */
final class BatchHistory {
    private static final int PARTS_OF_A_SNAPSHOT = 3;
    private static final int MAX_PART_BYTES = 900;
    static final int MAX_SNAPSHOT_BYTES = PARTS_OF_A_SNAPSHOT * (MAX_PART_BYTES + 2 * Frame.HEADER_BYTES) + 1024;

    private final SplittableRandom random;
    private final int maxBatchBytes;
    private final List<byte[]> batches = new ArrayList<>();
    private final List<Long> states = new ArrayList<>(List.of(0L));
    private long acknowledged;

    BatchHistory(SplittableRandom random, int maxBatchBytes) {
        this.random = random;
        this.maxBatchBytes = maxBatchBytes;
    }

    /** The same history, as if no batch after the given one had been reported durable. */
    BatchHistory copyAcknowledgedUpTo(long sequence) {
        BatchHistory copy = new BatchHistory(random.split(), maxBatchBytes);
        copy.batches.addAll(batches);
        copy.states.clear();
        copy.states.addAll(states);
        copy.acknowledged = sequence;
        return copy;
    }

    /** The last batch that was reported durable, or found by a recovery. */
    long acknowledged() {
        return acknowledged;
    }

    /** Whether a batch was given that was not reported yet. */
    boolean isWriting() {
        return batches.size() > acknowledged;
    }

    /** A new batch: mostly a small one of a random size, now and then the largest that may be. */
    Journal.Batch next() {
        int bytes = batches.size() % 6 == 5 ? maxBatchBytes : random.nextInt(1, 300);
        return next(bytes);
    }

    /** A new batch of the given size. */
    Journal.Batch next(int bytes) {
        byte[] batch = new byte[bytes];
        random.nextBytes(batch);
        batches.add(batch);
        states.add(fold(states.get(states.size() - 1), batch));
        return new BytesBatch(batches.size(), batch);
    }

    void acknowledge() {
        acknowledged = batches.size();
    }

    /** The parts of a snapshot of the state after a batch. */
    List<ByteBuffer> snapshot(long sequence) {
        List<ByteBuffer> parts = new ArrayList<>();
        for (int number = 0; number < PARTS_OF_A_SNAPSHOT; number++) {
            ByteBuffer part = ByteBuffer.allocate(random.nextInt(2 * Long.BYTES + Integer.BYTES, MAX_PART_BYTES));
            parts.add(part.putLong(sequence)
                    .putLong(states.get((int) sequence))
                    .putInt(number)
                    .clear());
        }
        return parts;
    }

    /** A reader that holds what it is given against this history. */
    Check check() {
        return new Check();
    }

    private static long fold(long state, byte[] batch) {
        long result = state;
        for (byte each : batch) {
            result = result * 0x9e37_79b9_7f4a_7c15L + each + 1;
        }
        return result;
    }

    /** Takes what a recovery hands over: it has to be some prefix of the history. */
    final class Check implements Journal.RecoveryReader {
        private long sequence;
        private long state;
        private int parts;
        private int tail;

        @Override
        public void readSnapshot(ByteBuffer part) {
            assertThat(tail).as("batches before a part of the snapshot").isZero();
            long partSequence = part.getLong();
            long partState = part.getLong();
            assertThat(part.getInt()).as("number of the part").isEqualTo(parts);
            assertThat(parts == 0 || (sequence == partSequence && state == partState))
                    .as("the part is of the same snapshot")
                    .isTrue();
            sequence = partSequence;
            state = partState;
            parts++;
        }

        @Override
        public void readBatch(ByteBuffer batch) {
            byte[] bytes = new byte[batch.remaining()];
            batch.get(bytes);
            if (sequence >= batches.size() || !Arrays.equals(bytes, batches.get((int) sequence))) {
                throw new AssertionError("batch " + (sequence + 1) + " is not what was written");
            }
            state = fold(state, bytes);
            sequence++;
            tail++;
        }

        /** How many batches were read, beside the snapshot. */
        int tail() {
            return tail;
        }

        /** Whether a snapshot was read. */
        boolean hasSnapshot() {
            return parts > 0;
        }

        /** All that was acknowledged is there, and at most one batch more. What is there counts as acknowledged from now on. */
        void endsAt(long lastSequence) {
            assertThat(parts).as("parts of a snapshot").isIn(0, PARTS_OF_A_SNAPSHOT);
            assertThat(lastSequence).as("last batch").isEqualTo(sequence).isBetween(acknowledged, (long)
                    batches.size());
            assertThat(state).as("state after batch %d", sequence).isEqualTo(states.get((int) sequence));
            batches.subList((int) sequence, batches.size()).clear();
            states.subList((int) sequence + 1, states.size()).clear();
            acknowledged = sequence;
        }
    }

    private static final class BytesBatch implements Journal.Batch {
        private final long sequence;
        private final byte[] bytes;

        BytesBatch(long sequence, byte[] bytes) {
            this.sequence = sequence;
            this.bytes = bytes;
        }

        @Override
        public long sequence() {
            return sequence;
        }

        @Override
        public int factCount() {
            return 1 + bytes.length % 7;
        }

        @Override
        public int byteCount() {
            return bytes.length;
        }

        @Override
        public void encodeTo(ByteBuffer target) {
            target.put(bytes);
        }
    }
}
