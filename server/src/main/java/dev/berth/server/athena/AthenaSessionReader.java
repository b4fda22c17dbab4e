package dev.berth.server.athena;

import dev.berth.api.SessionView;
import dev.berth.server.awsjson.ServiceModel;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.console.SessionReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads sessions that came through this dialect, for the console. Immutable. */
public final class AthenaSessionReader implements SessionReader {
    private final KeptMembers kept;

    /** A reader of what was kept by the given model. */
    public AthenaSessionReader(ServiceModel model) {
        this.kept = new KeptMembers(model);
    }

    @Override
    public Description describe(SessionView session) {
        Structure given = kept.of(session);
        return new Description(
                given.string("Description"),
                SessionIdentity.of(session).orElse(null),
                notebook(given.structure("EngineConfiguration")));
    }

    private static @Nullable String notebook(@Nullable Structure engineConfiguration) {
        Map<String, String> configs =
                engineConfiguration == null ? null : engineConfiguration.stringMap("AdditionalConfigs");
        return configs == null
                ? null
                : NotebookConfigs.KEYS.stream()
                        .filter(configs::containsKey)
                        .map(configs::get)
                        .findFirst()
                        .orElse(null);
    }

    /** What GetSession and ListTagsForResource show of it. */
    @Override
    public byte[] details(SessionView session) {
        SessionMembers members = SessionMembers.of(session, kept);
        return Json.object(json -> {
            members.writeEngineConfiguration(json);
            members.write("NotebookVersion", json);
            members.writeMonitoringConfiguration(json);
            members.writeSessionConfiguration(json);
            TagsJson.write(kept.tags(session).after(null), json);
        });
    }
}
