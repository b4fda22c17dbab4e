package dev.berth.server;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was given for each setting: by flag, else by environment variable, else in the file, else its default. */
final class Settings {
    /** The name under which the file itself is given. */
    static final String FILE = "config";

    private static final String FILE_VARIABLE = Setting.VARIABLE_PREFIX + "CONFIG";
    private static final String FLAG_ORIGIN = "command line";

    private final Map<Setting, Given> values = new EnumMap<>(Setting.class);

    private Settings() {}

    /**
     * Merges the sources.
     *
     * @param flags the values of flags, by the path of their setting; {@code config} names the file
     * @param environment all environment variables; empty ones count as not given
     */
    static Settings merge(Map<String, String> flags, Map<String, String> environment) {
        Settings settings = new Settings();
        settings.addFile(flags.getOrDefault(FILE, environment.getOrDefault(FILE_VARIABLE, "")));
        settings.addEnvironment(environment);
        settings.addFlags(flags);
        return settings;
    }

    /** What was given, or the default, which may be empty. */
    Given get(Setting setting) {
        Given given = values.get(setting);
        return given != null ? given : given(setting, setting.defaultText(), "default");
    }

    boolean isGiven(Setting setting) {
        return values.containsKey(setting);
    }

    /** Variables that look like settings and are none: one line for each, naming the setting that may be meant. */
    static List<String> unknownVariables(Map<String, String> environment) {
        List<String> known = Setting.variables();
        return environment.keySet().stream()
                .filter(name -> name.startsWith(Setting.VARIABLE_PREFIX))
                .filter(name -> !name.equals(FILE_VARIABLE) && !known.contains(name))
                .sorted()
                .map(name -> name + " is not a setting; the nearest is " + Spelling.nearest(name, known))
                .toList();
    }

    private void addFile(String file) {
        if (!file.isEmpty()) {
            values.putAll(YamlSettings.read(Path.of(file)));
        }
    }

    private void addEnvironment(Map<String, String> environment) {
        for (Setting setting : Setting.values()) {
            String text = environment.getOrDefault(setting.variable(), "");
            if (!text.isEmpty()) {
                values.put(setting, given(setting, text, setting.variable()));
            }
        }
    }

    private void addFlags(Map<String, String> flags) {
        flags.forEach((path, text) -> {
            if (!path.equals(FILE)) {
                Setting setting = Setting.ofPath(path).orElseThrow(() -> YamlSettings.unknown(path, FLAG_ORIGIN));
                values.put(setting, given(setting, text, FLAG_ORIGIN));
            }
        });
    }

    /** A text that was given for a setting; a structured one is written as YAML. */
    private static Given given(Setting setting, String text, String origin) {
        Object value = setting.isStructured() ? YamlSettings.parse(text, origin) : text;
        return new Given(setting.path(), value, origin);
    }
}
