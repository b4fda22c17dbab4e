package dev.berth.server.athena;

import dev.berth.server.awsjson.ServiceModel;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.results.S3Uri;
import dev.berth.server.runtime.LaunchReader;
import dev.berth.spi.SessionRuntime.Launch;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads starts that came through this dialect. Immutable. */
public final class AthenaLaunchReader implements LaunchReader {
    private static final String ENGINE_CONFIGURATION = "EngineConfiguration";

    private final KeptMembers kept;

    /** A reader of what was kept by the given model. */
    public AthenaLaunchReader(ServiceModel model) {
        this.kept = new KeptMembers(model);
    }

    @Override
    public S3Uri results(Launch launch) {
        return ResultLocation.of(launch.workGroup(), kept.ofWorkGroup(launch));
    }

    @Override
    public Map<String, String> sparkProperties(Launch launch) {
        Map<String, String> own = sparkProperties(kept.ofStart(launch).structure(ENGINE_CONFIGURATION));
        if (own != null) {
            return own;
        }
        Structure defaults = kept.ofWorkGroup(launch).structure("Configuration");
        Map<String, String> ofWorkGroup =
                defaults == null ? null : sparkProperties(defaults.structure(ENGINE_CONFIGURATION));
        return ofWorkGroup == null ? Map.of() : ofWorkGroup;
    }

    private static @Nullable Map<String, String> sparkProperties(@Nullable Structure engineConfiguration) {
        return engineConfiguration == null ? null : engineConfiguration.stringMap("SparkProperties");
    }

    @Override
    public @Nullable S3Uri notebook(Launch launch) {
        Structure engineConfiguration = kept.ofStart(launch).structure(ENGINE_CONFIGURATION);
        Map<String, String> configs =
                engineConfiguration == null ? null : engineConfiguration.stringMap("AdditionalConfigs");
        String uri = configs == null ? null : configs.get(NotebookConfigs.FILE_URI);
        return uri == null ? null : S3Uri.parse(uri);
    }
}
