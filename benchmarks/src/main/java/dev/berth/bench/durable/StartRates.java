package dev.berth.bench.durable;

import dev.berth.bench.Folder;
import dev.berth.bench.start.Engines;
import dev.berth.bench.start.SilentRuntime;
import dev.berth.bench.start.StartLoop;
import dev.berth.bench.start.StartRequests;
import dev.berth.engine.Engine;
import dev.berth.engine.Journals;
import dev.berth.engine.LocalJournalConfig;
import java.util.concurrent.TimeUnit;

/**
 * How many sessions per second does an engine start when each is on the disk before it is answered, and how many with a
 * journal in memory? One caller, up to 1,024 unanswered starts, each with a token; the runtime is asked to launch and
 * says nothing.
 */
final class StartRates {
    private static final int IN_FLIGHT = 1_024;

    private StartRates() {}

    /** Starts per second with a journal in memory, then in the folder. */
    static Turns.Result measure(Folder folder, int starts, int pairs) throws Exception {
        try (Engine memory = Engines.start(new SilentRuntime(), 0, Journals.memory());
                Engine durable =
                        Engines.start(new SilentRuntime(), 0, folder.journal("rates", LocalJournalConfig.DEFAULT))) {
            Caller inMemory = new Caller(memory, starts);
            Caller onDisk = new Caller(durable, starts);
            return new Turns(inMemory::rate, onDisk::rate).run(pairs);
        }
    }

    private static final class Caller {
        private final StartLoop loop;
        private final StartRequests requests = new StartRequests(1, true);
        private final int starts;

        Caller(Engine engine, int starts) {
            this.loop = new StartLoop(engine, IN_FLIGHT, Integer.MAX_VALUE, Long.MAX_VALUE);
            this.starts = starts;
        }

        double rate() {
            long begin = System.nanoTime();
            for (int i = 0; i < starts; i++) {
                loop.start(requests.next());
            }
            loop.finish();
            return starts / ((System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1));
        }
    }
}
