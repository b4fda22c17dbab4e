package dev.berth.engine;

import dev.berth.api.SessionId;
import dev.berth.engine.capacity.CapacityAllocator;
import dev.berth.engine.journal.Disk;
import dev.berth.engine.journal.Fact;
import dev.berth.engine.journal.FactCodec;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.SessionTable;
import dev.berth.engine.testing.ForwardingDisk;
import dev.berth.engine.testing.ForwardingJournal;
import dev.berth.spi.Journal;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Defects that break a promise now and then, each as it would be made by leaving out or moving a line. */
final class PlantedBugs {
    private PlantedBugs() {}

    /** One sync of a file in each life is not done. */
    static final class SkippedSync implements Sabotage {
        @Override
        public Disk disk(Disk disk, SplittableRandom random) {
            int skipped = random.nextInt(2, 40);
            int[] syncs = {0};
            return new ForwardingDisk(disk) {
                @Override
                protected void sync(DiskFile file) throws IOException {
                    if (++syncs[0] != skipped) {
                        file.sync();
                    }
                }
            };
        }
    }

    /** The folder is never synced. */
    static final class DroppedFolderSync implements Sabotage {
        @Override
        public Disk disk(Disk disk, SplittableRandom random) {
            return new ForwardingDisk(disk) {
                @Override
                public void syncFolder() {}
            };
        }
    }

    /** A batch counts as durable as soon as the journal has been given it. */
    static final class AnswerBeforeTheSync implements Sabotage {
        @Override
        public Journal journal(Journal journal) {
            return new ForwardingJournal(journal) {
                @Override
                public void append(Batch batch, AppendListener listener) {
                    super.append(batch, new AppendListener() {
                        @Override
                        public void durable() {}

                        @Override
                        public void failed(Throwable cause) {}
                    });
                    listener.durable();
                }

                @Override
                public boolean wantsSnapshot() {
                    // Its batches come too early for the journal to know of them.
                    return false;
                }
            };
        }
    }

    /** The DPUs of a session are given back when its end is given to the journal, and not only when it is applied. */
    static final class ReleaseBeforeApply implements Sabotage {
        private final List<SessionId> ending = new ArrayList<>();
        private @Nullable Engine engine;

        @Override
        public Journal journal(Journal journal) {
            engine = null;
            return new ForwardingJournal(journal) {
                @Override
                public void append(Batch batch, AppendListener listener) {
                    release(batch);
                    super.append(batch, new AppendListener() {
                        @Override
                        public void durable() {
                            takeAgain();
                            listener.durable();
                        }

                        @Override
                        public void failed(Throwable cause) {
                            listener.failed(cause);
                        }
                    });
                }
            };
        }

        @Override
        public void started(Engine started) {
            engine = started;
        }

        private void release(Journal.Batch batch) {
            ByteBuffer bytes = ByteBuffer.allocate(batch.byteCount());
            batch.encodeTo(bytes);
            ending.clear();
            if (engine != null) {
                for (Fact fact : FactCodec.decode(bytes.flip())) {
                    if (fact instanceof Fact.SessionEnded ended) {
                        ending.add(ended.id());
                    }
                }
            }
            ending.forEach(id -> Insides.allocator(engine())
                    .release(session(id).workGroup().budget(), session(id).dpus()));
        }

        /** Right before the end is applied, which gives them back. */
        private void takeAgain() {
            ending.forEach(id -> Insides.allocator(engine())
                    .restore(session(id).workGroup().budget(), session(id).dpus()));
            ending.clear();
        }

        private SessionRecord session(SessionId id) {
            return Objects.requireNonNull(Insides.table(engine()).session(id));
        }

        private Engine engine() {
            return Objects.requireNonNull(engine);
        }
    }

    /** Parts of an engine that no test but one with a planted bug should touch. */
    private static final class Insides {
        private Insides() {}

        static CapacityAllocator allocator(Engine engine) {
            return (CapacityAllocator) part(part(engine, "core"), "allocator");
        }

        static SessionTable table(Engine engine) {
            return (SessionTable) part(part(engine, "core"), "table");
        }

        private static Object part(Object whole, String name) {
            try {
                Field field = whole.getClass().getDeclaredField(name);
                field.setAccessible(true);
                return field.get(whole);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("there is no " + name, e);
            }
        }
    }
}
