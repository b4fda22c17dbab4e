package dev.berth.server;

import dev.berth.api.CreateWorkGroup;
import dev.berth.engine.EngineConfig;
import dev.berth.engine.Journals;
import dev.berth.engine.LocalJournalConfig;
import dev.berth.server.athena.AthenaConfig;
import dev.berth.server.http.HttpConfig;
import dev.berth.server.identity.RateLimit;
import dev.berth.server.results.S3StoreConfig;
import dev.berth.server.runtime.simulated.SimulatedConfig;
import dev.berth.spi.Journal;
import dev.berth.spi.JournalStats;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a server is set up. Immutable.
 *
 * @param data the folder of the server's files; default {@code ./berth-data}
 * @param http where and how it listens; default 127.0.0.1:8181, loopback only
 * @param access who may use it
 * @param drainTimeout how long requests in flight may take to finish at the end; default 10 seconds
 * @param athena what the Athena dialect says about itself; default region us-east-1, account 000000000000
 * @param capacity how much may run
 * @param deadlines how long a runtime may take
 * @param journal how what was acknowledged is kept
 * @param idempotency how long request tokens are remembered
 * @param endedSessions how long ended sessions stay readable
 * @param queue how much may be under way
 * @param runtimes what sessions run on
 * @param results the S3 that results are kept in; {@code null}, the default, for files that the server serves itself
 * @param audit what is kept of who has changed what
 * @param metrics what is measured
 * @param log what is logged
 */
public record ServerConfig(
        Path data,
        HttpConfig http,
        Access access,
        Duration drainTimeout,
        AthenaConfig athena,
        Capacity capacity,
        Deadlines deadlines,
        JournalFiles journal,
        Idempotency idempotency,
        EndedSessions endedSessions,
        Queue queue,
        Runtimes runtimes,
        @Nullable S3StoreConfig results,
        Audit audit,
        Metrics metrics,
        LogConfig log) {

    /**
     * Reads a configuration. A flag wins over an environment variable, that over the file, that over the default.
     *
     * @param flags values by the path of their setting, such as {@code http.max-body-bytes}; {@code config} names the
     *     file
     * @param environment all environment variables; those that begin with {@code BERTH_} matter, unless they are empty
     * @throws ConfigException if a value or a path cannot be used
     */
    public static ServerConfig load(Map<String, String> flags, Map<String, String> environment) {
        return new ConfigReader(Settings.merge(flags, environment)).read();
    }

    /**
     * Who may use the server.
     *
     * @param identitiesRequired whether requests must be signed by an identity whatever becomes of the file that has them:
     *     true if there was one when the configuration was read, which then allows to listen beyond loopback
     * @param region the region that requests must be signed for; {@code null}, the default, for any
     * @param rateLimit how many requests an identity may send that has no limit of its own; default any number
     */
    public record Access(
            boolean identitiesRequired, @Nullable String region, RateLimit rateLimit) {}

    /**
     * How much may run.
     *
     * @param accountDpus the limit of the account's budget, in place of what the journal has; by default empty, which leaves
     *     that, or 160 where it has nothing
     * @param sessionDpus the most DPUs one session may hold; default 60
     * @param maxSessions the most live sessions; if empty, derived from the heap, which is the default
     * @param maxWorkGroups the most work groups; default 1,000
     * @param workGroups the work groups that there are to be
     */
    public record Capacity(
            OptionalInt accountDpus,
            int sessionDpus,
            OptionalInt maxSessions,
            int maxWorkGroups,
            WorkGroups workGroups) {}

    /**
     * The work groups that there are to be.
     *
     * @param given those that somebody asked for: created at each start where they are missing; their limits replace those
     *     that the journal has; default none
     * @param initial those that are created at the first start only, with an empty journal; default {@code primary} and
     *     {@code spark-primary}, or {@code primary} alone where others are given without it
     */
    public record WorkGroups(List<CreateWorkGroup> given, List<CreateWorkGroup> initial) {
        /** Copies the lists. */
        public WorkGroups {
            given = List.copyOf(given);
            initial = List.copyOf(initial);
        }
    }

    /** What an acknowledged change survives. */
    public enum Durability {
        /** The end of the process, and a power cut: it is on the disk before it is acknowledged. */
        SYNC,
        /** The end of the process: the operating system has it. */
        OS,
        /** Nothing: it is forgotten with the process. */
        MEMORY
    }

    /**
     * How what was acknowledged is kept.
     *
     * @param durability what it survives; default {@code SYNC}
     * @param maxBatchBytes the most bytes that become durable together, and the most that one change may have; default
     *     1 MiB
     * @param segmentBytes the size of a file of the log; default 64 MiB
     * @param snapshotBytes after how many bytes of changes the whole state is written; default 256 MiB
     */
    public record JournalFiles(Durability durability, int maxBatchBytes, int segmentBytes, long snapshotBytes) {

        /**
         * Takes the folder, unless nothing is kept.
         *
         * @param stats counts what is written
         * @throws IOException if the folder cannot be used, or another process uses it
         */
        Journal open(Path folder, JournalStats stats) throws IOException {
            return switch (durability) {
                case SYNC -> Journals.local(folder, files(LocalJournalConfig.Durability.DISK), stats);
                case OS -> Journals.local(folder, files(LocalJournalConfig.Durability.OPERATING_SYSTEM), stats);
                case MEMORY -> Journals.memory();
            };
        }

        private LocalJournalConfig files(LocalJournalConfig.Durability kept) {
            return new LocalJournalConfig(kept, maxBatchBytes, segmentBytes, snapshotBytes);
        }
    }

    /**
     * How long a runtime may take.
     *
     * @param launch until a session is ready, or it fails; default 10 minutes
     * @param terminate until a session has ended, or it counts as ended; default 1 minute
     */
    public record Deadlines(Duration launch, Duration terminate) {}

    /** What sessions of PySpark engine version 3 run on. Those of Apache Spark version 3.5 are simulated in any case. */
    public enum RuntimeName {
        /** Jupyter kernels if one is installed, else simulated. */
        AUTO,
        /** A Jupyter kernel for each session. */
        JUPYTER,
        /** Nothing: sessions take their time, no code runs. */
        SIMULATED
    }

    /** What becomes of compute that outlives a process when the server ends in order. */
    public enum OnStop {
        /** It goes on, and the next server takes it over. */
        KEEP,
        /** It ends, and so do its sessions. */
        TERMINATE
    }

    /**
     * What sessions run on.
     *
     * @param name which runtime; default {@code AUTO}
     * @param onStop what becomes of its compute when the server is told to end by SIGTERM; default {@code KEEP}, or
     *     {@code TERMINATE} where the journal keeps nothing
     * @param kernels how Jupyter kernels are run
     * @param simulated how simulated sessions behave
     */
    public record Runtimes(RuntimeName name, OnStop onStop, Kernels kernels, SimulatedConfig simulated) {}

    /**
     * How Jupyter kernels are run.
     *
     * @param kernelspec the name of the kernel; default {@code python3}
     * @param launchesAtOnce how many kernels start at a time; default twice the number of processors
     * @param maxKernels the most kernels; default one for each 256 MiB of the machine's memory
     * @param memoryLimitBytes the most memory of one process of a kernel; default 0, no limit
     * @param stopGrace how long a calculation may ignore that it is stopped; default 10 seconds
     * @param outputBytes how much of each output of a calculation is kept; default 16 MiB
     * @param dpuScale how much of a DPU's 4 virtual CPUs and 16 GB a session's Spark gets; default such that the largest session
     *     gets the machine
     * @param sparkDefaults Spark properties of sessions that name no others; default none
     */
    public record Kernels(
            String kernelspec,
            int launchesAtOnce,
            int maxKernels,
            long memoryLimitBytes,
            Duration stopGrace,
            int outputBytes,
            double dpuScale,
            Map<String, String> sparkDefaults) {
        /** Copies the map. */
        public Kernels {
            sparkDefaults = Map.copyOf(sparkDefaults);
        }
    }

    /**
     * How long request tokens are remembered.
     *
     * @param tokenRequired whether a start without a token is refused; default false
     * @param retention how long a token is remembered after its session's end; default 24 hours
     * @param maxTokens how many tokens of ended sessions are remembered; default 5,000,000
     */
    public record Idempotency(boolean tokenRequired, Duration retention, int maxTokens) {}

    /**
     * How long ended sessions stay readable.
     *
     * @param retention for how long; default 24 hours
     * @param maxEnded how many, the oldest go first; default 1,000,000
     */
    public record EndedSessions(Duration retention, int maxEnded) {}

    /**
     * How much may be under way.
     *
     * @param maxChanges how many changes may wait before new work is refused; default 65,536
     * @param maxBatch how many changes become durable together at most; default 4,096
     * @param maxBatchDelay how long they wait for others to do so at most; default 1 ms
     */
    public record Queue(int maxChanges, int maxBatch, Duration maxBatchDelay) {}

    /**
     * What is kept of who has changed what.
     *
     * @param isOn whether anything is; default true
     * @param maxFileBytes the size of a file at which the next one is begun; default 64 MiB
     * @param maxFiles how many files there are at most; default 8
     */
    public record Audit(boolean isOn, long maxFileBytes, int maxFiles) {}

    /**
     * What is measured.
     *
     * @param maxWorkGroups how many work groups' budgets become labels; default 1,000
     * @param maxIdentities how many identities become labels; default 200
     * @param http whether Vert.x measures every HTTP request too; default false, because that costs a quarter more
     *     processor time for each
     */
    public record Metrics(int maxWorkGroups, int maxIdentities, boolean http) {}

    /** An engine's configuration as far as this one decides it. */
    EngineConfig.Builder engine() {
        EngineConfig.Builder engine = EngineConfig.builder()
                .sessionDpus(capacity.sessionDpus())
                .maxWorkGroups(capacity.maxWorkGroups())
                .maxQueuedChanges(queue.maxChanges())
                .maxBatchChanges(queue.maxBatch())
                .maxBatchDelay(queue.maxBatchDelay())
                .tokenRequired(idempotency.tokenRequired())
                .tokenRetention(idempotency.retention())
                .maxRetainedTokens(idempotency.maxTokens())
                .sessionRetention(endedSessions.retention())
                .maxRetainedSessions(endedSessions.maxEnded())
                .launchDeadline(deadlines.launch())
                .terminateDeadline(deadlines.terminate());
        capacity.maxSessions().ifPresent(engine::maxSessions);
        capacity.accountDpus().ifPresent(engine::accountDpus);
        capacity.workGroups().given().forEach(engine::workGroup);
        capacity.workGroups().initial().forEach(engine::initialWorkGroup);
        return engine;
    }
}
