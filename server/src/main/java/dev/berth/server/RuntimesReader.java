package dev.berth.server;

import dev.berth.server.ServerConfig.Durability;
import dev.berth.server.ServerConfig.Kernels;
import dev.berth.server.ServerConfig.OnStop;
import dev.berth.server.ServerConfig.RuntimeName;
import dev.berth.server.ServerConfig.Runtimes;
import dev.berth.server.runtime.simulated.Delay;
import dev.berth.server.runtime.simulated.SimulatedConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads what sessions run on. */
final class RuntimesReader {
    private static final Duration DEFAULT_LAUNCH_P99 = Duration.ofSeconds(1);
    private static final Duration DEFAULT_TERMINATE_P99 = Duration.ofMillis(200);
    private static final Duration DEFAULT_CALCULATION_P99 = Duration.ofMillis(500);

    private static final int MAX_KERNELS = 100_000;
    private static final long MEMORY_OF_A_KERNEL = 256L << 20;
    private static final long MAX_MEMORY_LIMIT = 1L << 50;
    private static final int MIN_OUTPUT_BYTES = 1_024;
    private static final int MAX_OUTPUT_BYTES = 1 << 30;
    private static final int LAUNCHES_PER_PROCESSOR = 2;
    private static final Duration MAX_GRACE = Duration.ofDays(1);
    private static final Pattern KERNEL = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final Settings settings;
    private final Machine machine = Machine.here();

    private RuntimesReader(Settings settings) {
        this.settings = settings;
    }

    static Runtimes read(Settings settings) {
        RuntimesReader reader = new RuntimesReader(settings);
        return new Runtimes(
                settings.get(Setting.RUNTIME_NAME).oneOf(RuntimeName.class),
                reader.onStop(),
                reader.kernels(),
                reader.simulated());
    }

    private OnStop onStop() {
        Given given = settings.get(Setting.RUNTIME_ON_STOP);
        if (!given.isEmpty()) {
            return given.oneOf(OnStop.class);
        }
        boolean keepsNothing = settings.get(Setting.JOURNAL_DURABILITY).oneOf(Durability.class) == Durability.MEMORY;
        return keepsNothing ? OnStop.TERMINATE : OnStop.KEEP;
    }

    private Kernels kernels() {
        return new Kernels(
                settings.get(Setting.JUPYTER_KERNEL).matching(KERNEL, "must be the name of a kernel, such as python3"),
                countOr(Setting.JUPYTER_LAUNCHES_AT_ONCE, LAUNCHES_PER_PROCESSOR * machine.processors()),
                countOr(Setting.JUPYTER_MAX_KERNELS, (int)
                        Math.min(MAX_KERNELS, Math.max(1, machine.memoryBytes() / MEMORY_OF_A_KERNEL))),
                settings.get(Setting.JUPYTER_MEMORY_LIMIT_BYTES).wholeNumber(0L, MAX_MEMORY_LIMIT),
                settings.get(Setting.JUPYTER_STOP_GRACE).positiveDuration(MAX_GRACE),
                settings.get(Setting.JUPYTER_OUTPUT_BYTES).wholeNumber(MIN_OUTPUT_BYTES, MAX_OUTPUT_BYTES),
                dpuScale(),
                sparkDefaults());
    }

    private int countOr(Setting setting, int byDefault) {
        Given given = settings.get(setting);
        return given.isEmpty() ? byDefault : given.wholeNumber(1, MAX_KERNELS);
    }

    private double dpuScale() {
        Given given = settings.get(Setting.JUPYTER_DPU_SCALE);
        if (given.isEmpty()) {
            return machine.shareOfADpu(settings.get(Setting.SESSION_DPUS).wholeNumber(1, Integer.MAX_VALUE));
        }
        double scale = given.rate();
        if (scale == 0) {
            throw given.reject("must be more than 0");
        }
        return scale;
    }

    private Map<String, String> sparkDefaults() {
        Given given = settings.get(Setting.JUPYTER_SPARK_DEFAULTS);
        Map<String, String> properties = new LinkedHashMap<>();
        if (given.isEmpty()) {
            return properties;
        }
        if (!(given.value() instanceof Map<?, ?> entries)) {
            throw given.reject("must be keys and values");
        }
        entries.forEach((key, value) ->
                properties.put("" + key, new Given(given.name() + "." + key, value, given.origin()).text()));
        return properties;
    }

    private SimulatedConfig simulated() {
        return new SimulatedConfig(
                delay(Setting.SIMULATED_LAUNCH_MEDIAN, Setting.SIMULATED_LAUNCH_P99, DEFAULT_LAUNCH_P99),
                delay(Setting.SIMULATED_TERMINATE_MEDIAN, Setting.SIMULATED_TERMINATE_P99, DEFAULT_TERMINATE_P99),
                delay(Setting.SIMULATED_CALCULATION_MEDIAN, Setting.SIMULATED_CALCULATION_P99, DEFAULT_CALCULATION_P99),
                settings.get(Setting.SIMULATED_LAUNCH_FAILURE_RATE).rate(),
                settings.get(Setting.SIMULATED_DEGRADATION_RATE).rate(),
                settings.get(Setting.SIMULATED_DEGRADATION_AFTER).duration(),
                settings.get(Setting.SIMULATED_SEED).wholeNumber(-Long.MAX_VALUE, Long.MAX_VALUE));
    }

    /** A time of which only the median is given is always the median. */
    private Delay delay(Setting medianSetting, Setting p99Setting, Duration defaultP99) {
        Duration median = settings.get(medianSetting).duration();
        Given p99 = settings.get(p99Setting);
        if (p99.isEmpty()) {
            return settings.isGiven(medianSetting) ? Delay.fixed(median) : new Delay(median, defaultP99);
        }
        if (p99.duration().compareTo(median) < 0
                || (median.isZero() && !p99.duration().isZero())) {
            throw p99.reject("must be at least " + medianSetting.path() + ", and 0ms if that is; it is "
                    + HumanDuration.format(median));
        }
        return new Delay(median, p99.duration());
    }
}
