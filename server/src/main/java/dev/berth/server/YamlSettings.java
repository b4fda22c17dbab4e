package dev.berth.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * Reads settings from YAML. Every scalar stays text, so that {@code account-id: 000000000000} keeps its zeros; where
 * nothing stands, the text is empty.
 */
final class YamlSettings {
    private static final LoadSettings LOAD_SETTINGS = LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setTagConstructors(Map.of(Tag.NULL, nothing -> ""))
            .build();

    private final String origin;
    private final Map<Setting, Given> values = new EnumMap<>(Setting.class);

    private YamlSettings(String origin) {
        this.origin = origin;
    }

    /** The settings of a file. A key that is no setting is refused, naming the nearest one. */
    static Map<Setting, Given> read(Path file) {
        YamlSettings settings = new YamlSettings(file.toString());
        Object document = parse(textOf(file), settings.origin);
        if (!"".equals(document)) {
            settings.addSection("", document);
        }
        return settings.values;
    }

    /** The strings, lists and maps that a text holds; the empty string if it holds nothing. */
    static Object parse(String text, String origin) {
        try {
            return new Load(LOAD_SETTINGS).loadFromString(text);
        } catch (MarkedYamlEngineException invalid) {
            throw new ConfigException(origin + lineOf(invalid.getProblemMark()) + ": " + invalid.getProblem());
        } catch (YamlEngineException invalid) {
            throw new ConfigException(origin + ": " + invalid.getMessage());
        }
    }

    static ConfigException unknown(String path, String origin) {
        return new ConfigException(path + ": there is no such setting; the nearest is "
                + Spelling.nearest(path, Setting.paths()) + " (" + origin + ")");
    }

    private void addSection(String prefix, Object section) {
        if (!(section instanceof Map<?, ?> entries)) {
            throw new ConfigException((prefix.isEmpty() ? "" : prefix + " ") + "must hold keys and values, not \""
                    + section + "\" (" + origin + ")");
        }
        entries.forEach((key, value) -> addEntry(prefix.isEmpty() ? "" + key : prefix + "." + key, value));
    }

    private void addEntry(String path, Object value) {
        Optional<Setting> setting = Setting.ofPath(path);
        if (setting.isPresent()) {
            values.put(setting.get(), new Given(path, value, origin));
        } else if (Setting.isSection(path)) {
            addSection(path, value);
        } else {
            throw unknown(path, origin);
        }
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new ConfigException("config: cannot read the file \"" + file + "\": " + unreadable);
        }
    }

    private static String lineOf(Optional<Mark> mark) {
        return mark.map(at -> ", line " + (at.getLine() + 1)).orElse("");
    }
}
