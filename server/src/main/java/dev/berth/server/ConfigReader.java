package dev.berth.server;

import dev.berth.server.athena.AthenaConfig;
import dev.berth.server.http.AdminAddress;
import dev.berth.server.http.HttpConfig;
import dev.berth.server.http.SocketTransport;
import dev.berth.server.http.TlsFiles;
import dev.berth.server.identity.Identities;
import dev.berth.server.identity.RateLimit;
import dev.berth.server.results.S3StoreConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a {@link ServerConfig} of what was given, and refuses what cannot be used. */
final class ConfigReader {
    /** Above this, sums of DPUs would come near the range of an int. */
    private static final int MAX_DPUS = 1_000_000_000;

    private static final int MAX_COUNT = 1_000_000_000;
    private static final int MIN_HTTP_BYTES = 1_024;
    private static final int MAX_HTTP_BYTES = 1 << 30;
    private static final int MAX_EVENT_LOOPS = 1_024;
    private static final int MAX_LABELS = 100_000;
    private static final int MIN_BATCH_BYTES = 4 << 10;
    /** As much is kept in memory, outside of the heap. */
    private static final int MAX_BATCH_BYTES = 256 << 20;

    private static final int MIN_BATCHES_OF_A_SEGMENT = 4;
    private static final int MAX_SEGMENT_BYTES = 1 << 30;
    private static final long MAX_SNAPSHOT_BYTES = 1L << 50;

    private static final long MIN_AUDIT_BYTES = 64 << 10;
    private static final long MAX_AUDIT_BYTES = 1L << 40;
    private static final int MAX_AUDIT_FILES = 1_000;

    /** Vert.x counts the milliseconds in an int. */
    private static final Duration MAX_IDLE_TIMEOUT = Duration.ofDays(24);

    private static final Pattern NOT_EMPTY = Pattern.compile("(?s).+");
    private static final Pattern NOT_BLANK = Pattern.compile("\\S+");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern ACCOUNT_ID = Pattern.compile("\\d{12}");

    private final Settings settings;

    ConfigReader(Settings settings) {
        this.settings = settings;
    }

    ServerConfig read() {
        Path data = Path.of(settings.get(Setting.DATA).matching(NOT_EMPTY, "must name a folder"));
        boolean hasIdentities = Identities.areIn(data);
        return new ServerConfig(
                data,
                http(hasIdentities),
                access(hasIdentities),
                settings.get(Setting.HTTP_DRAIN_TIMEOUT).duration(),
                athena(),
                capacity(),
                deadlines(),
                journal(),
                idempotency(),
                endedSessions(),
                queue(),
                RuntimesReader.read(settings),
                results(),
                audit(),
                metrics(),
                log());
    }

    private HttpConfig http(boolean hasIdentities) {
        boolean isForAnyHost = settings.get(Setting.INSECURE).flag() || hasIdentities;
        return new HttpConfig(
                host(Setting.HOST, isForAnyHost),
                settings.get(Setting.PORT).wholeNumber(0, 65_535),
                derivable(Setting.HTTP_EVENT_LOOPS, 1, MAX_EVENT_LOOPS)
                        .orElse(Runtime.getRuntime().availableProcessors()),
                settings.get(Setting.HTTP_TRANSPORT).oneOf(SocketTransport.class),
                httpBytes(Setting.HTTP_MAX_BODY_BYTES),
                httpBytes(Setting.HTTP_MAX_HEADER_BYTES),
                settings.get(Setting.HTTP_IDLE_TIMEOUT).positiveDuration(MAX_IDLE_TIMEOUT),
                count(Setting.HTTP_MAX_CONNECTIONS, 1),
                count(Setting.HTTP_MAX_CONNECTIONS_PER_SOURCE, 1),
                count(Setting.HTTP_MAX_IN_FLIGHT, 1),
                !isForAnyHost,
                tls(),
                admin(isForAnyHost),
                consoleUrl());
    }

    private @Nullable String consoleUrl() {
        Given url = settings.get(Setting.CONSOLE_URL);
        return url.isEmpty() ? null : url.httpOrigin();
    }

    private @Nullable AdminAddress admin(boolean mayBeAnyHost) {
        Given port = settings.get(Setting.ADMIN_PORT);
        return port.isEmpty()
                ? null
                : new AdminAddress(host(Setting.ADMIN_HOST, mayBeAnyHost), port.wholeNumber(0, 65_535));
    }

    private @Nullable TlsFiles tls() {
        Given certificate = settings.get(Setting.HTTP_TLS_CERTIFICATE);
        Given key = settings.get(Setting.HTTP_TLS_KEY);
        if (certificate.isEmpty() != key.isEmpty()) {
            throw certificate.reject("must be given together with " + Setting.HTTP_TLS_KEY.path());
        }
        return certificate.isEmpty() ? null : new TlsFiles(Path.of(certificate.text()), Path.of(key.text()));
    }

    private ServerConfig.Access access(boolean hasIdentities) {
        String region = athena().region();
        return new ServerConfig.Access(hasIdentities, settings.isGiven(Setting.REGION) ? region : null, rateLimit());
    }

    private RateLimit rateLimit() {
        int perSecond = settings.get(Setting.RATE_LIMIT_REQUESTS_PER_SECOND).wholeNumber(0, RateLimit.MAX);
        Given burst = settings.get(Setting.RATE_LIMIT_BURST);
        int atOnce = burst.isEmpty() ? perSecond : burst.wholeNumber(1, RateLimit.MAX);
        return perSecond == 0 ? RateLimit.NONE : new RateLimit(perSecond, atOnce);
    }

    /** A host; without identities it must be a loopback one, unless the operator says that this is known. */
    private String host(Setting setting, boolean mayBeAny) {
        Given host = settings.get(setting);
        String name = host.matching(NOT_BLANK, "must be a host name or an address");
        if (!mayBeAny && !addressOf(host).isLoopbackAddress()) {
            throw host.reject(
                    "must be a loopback address, because requests are not authenticated and whoever reaches the"
                            + " port may start sessions; identities (berth key create) or --insecure allow any other");
        }
        return name;
    }

    private static InetAddress addressOf(Given host) {
        try {
            return InetAddress.getByName(host.text());
        } catch (UnknownHostException unknown) {
            throw host.reject("must be a host name that can be resolved, or an address");
        }
    }

    private AthenaConfig athena() {
        return new AthenaConfig(
                settings.get(Setting.REGION).matching(REGION, "must be the name of a region, such as us-east-1"),
                settings.get(Setting.ACCOUNT_ID).matching(ACCOUNT_ID, "must be 12 digits"));
    }

    private ServerConfig.Capacity capacity() {
        int maxWorkGroups = count(Setting.MAX_WORK_GROUPS, 1);
        Given accountDpus = settings.get(Setting.ACCOUNT_DPUS);
        int limitDpus = accountDpus.wholeNumber(0, MAX_DPUS);
        return new ServerConfig.Capacity(
                settings.isGiven(Setting.ACCOUNT_DPUS) ? OptionalInt.of(limitDpus) : OptionalInt.empty(),
                settings.get(Setting.SESSION_DPUS).wholeNumber(1, MAX_DPUS),
                derivable(Setting.MAX_SESSIONS, 1, MAX_COUNT),
                maxWorkGroups,
                WorkGroupsReader.read(settings, maxWorkGroups, MAX_DPUS));
    }

    private ServerConfig.Deadlines deadlines() {
        return new ServerConfig.Deadlines(
                settings.get(Setting.LAUNCH_DEADLINE).positiveDuration(),
                settings.get(Setting.TERMINATE_DEADLINE).positiveDuration());
    }

    private ServerConfig.JournalFiles journal() {
        int maxBatchBytes = settings.get(Setting.JOURNAL_MAX_BATCH_BYTES).wholeNumber(MIN_BATCH_BYTES, MAX_BATCH_BYTES);
        Given segment = settings.get(Setting.JOURNAL_SEGMENT_BYTES);
        int segmentBytes = segment.wholeNumber(MIN_BATCH_BYTES, MAX_SEGMENT_BYTES);
        if (segmentBytes / MIN_BATCHES_OF_A_SEGMENT < maxBatchBytes) {
            throw segment.reject("must be at least " + MIN_BATCHES_OF_A_SEGMENT + " times "
                    + Setting.JOURNAL_MAX_BATCH_BYTES.path() + ", which is " + maxBatchBytes);
        }
        return new ServerConfig.JournalFiles(
                settings.get(Setting.JOURNAL_DURABILITY).oneOf(ServerConfig.Durability.class),
                maxBatchBytes,
                segmentBytes,
                settings.get(Setting.JOURNAL_SNAPSHOT_BYTES).wholeNumber(1L, MAX_SNAPSHOT_BYTES));
    }

    private ServerConfig.Idempotency idempotency() {
        return new ServerConfig.Idempotency(
                settings.get(Setting.IDEMPOTENCY_TOKEN_REQUIRED).flag(),
                settings.get(Setting.IDEMPOTENCY_RETENTION).positiveDuration(),
                count(Setting.IDEMPOTENCY_MAX_TOKENS, 0));
    }

    private ServerConfig.EndedSessions endedSessions() {
        return new ServerConfig.EndedSessions(
                settings.get(Setting.SESSIONS_RETENTION).positiveDuration(), count(Setting.SESSIONS_MAX_ENDED, 0));
    }

    private ServerConfig.Queue queue() {
        return new ServerConfig.Queue(
                count(Setting.QUEUE_MAX_CHANGES, 1),
                count(Setting.QUEUE_MAX_BATCH, 1),
                settings.get(Setting.QUEUE_MAX_BATCH_DELAY).duration());
    }

    /** Where results are kept, beside the files that need no settings. */
    private enum Store {
        FILES,
        S3
    }

    private @Nullable S3StoreConfig results() {
        if (settings.get(Setting.RESULTS_STORE).oneOf(Store.class) == Store.FILES) {
            return null;
        }
        Given endpoint = settings.get(Setting.RESULTS_S3_ENDPOINT);
        Given region = settings.get(Setting.RESULTS_S3_REGION);
        return new S3StoreConfig(
                endpoint.isEmpty() ? null : endpoint.httpUri(),
                region.isEmpty()
                        ? athena().region()
                        : region.matching(REGION, "must be the name of a region, such as us-east-1"),
                settings.get(Setting.RESULTS_S3_PATH_STYLE).flag(),
                s3Credentials());
    }

    private S3StoreConfig.@Nullable Credentials s3Credentials() {
        Given id = settings.get(Setting.RESULTS_S3_ACCESS_KEY_ID);
        Given secret = settings.get(Setting.RESULTS_S3_SECRET_ACCESS_KEY);
        if (id.isEmpty() != secret.isEmpty()) {
            throw id.reject("must be given together with " + Setting.RESULTS_S3_SECRET_ACCESS_KEY.path());
        }
        return id.isEmpty() ? null : new S3StoreConfig.Credentials(id.text(), secret.text());
    }

    /** What may be turned off. */
    private enum Switch {
        ON,
        OFF
    }

    private ServerConfig.Audit audit() {
        return new ServerConfig.Audit(
                settings.get(Setting.AUDIT_LOG).oneOf(Switch.class) == Switch.ON,
                settings.get(Setting.AUDIT_MAX_FILE_BYTES).wholeNumber(MIN_AUDIT_BYTES, MAX_AUDIT_BYTES),
                settings.get(Setting.AUDIT_MAX_FILES).wholeNumber(1, MAX_AUDIT_FILES));
    }

    private ServerConfig.Metrics metrics() {
        return new ServerConfig.Metrics(
                settings.get(Setting.METRICS_MAX_WORK_GROUPS).wholeNumber(0, MAX_LABELS),
                settings.get(Setting.METRICS_MAX_IDENTITIES).wholeNumber(0, MAX_LABELS),
                settings.get(Setting.METRICS_HTTP).flag());
    }

    private LogConfig log() {
        return new LogConfig(
                settings.get(Setting.LOG_LEVEL).oneOf(LogConfig.Level.class),
                settings.get(Setting.LOG_FORMAT).oneOf(LogConfig.Format.class));
    }

    private int httpBytes(Setting setting) {
        return settings.get(setting).wholeNumber(MIN_HTTP_BYTES, MAX_HTTP_BYTES);
    }

    private int count(Setting setting, int min) {
        return settings.get(setting).wholeNumber(min, MAX_COUNT);
    }

    private OptionalInt derivable(Setting setting, int min, int max) {
        Given given = settings.get(setting);
        return given.isEmpty() ? OptionalInt.empty() : OptionalInt.of(given.wholeNumber(min, max));
    }
}
