package dev.berth.server.identity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** The text of the file of identities: reads it, strictly, and writes it. */
final class IdentityText {
    private static final String ALL = "identities";
    private static final String NAME = "name";
    private static final String KEY_ID = "access-key-id";
    private static final String SECRET = "secret-access-key";
    private static final String ALLOW = "allow";
    private static final String DENY = "deny";
    private static final String RATE = "requests-per-second";
    private static final String BURST = "burst";
    private static final String ACTIONS = "actions";
    private static final String ON = "on";

    private static final Pattern VALID_NAME = Pattern.compile("[A-Za-z0-9_+=,.@-]{1,64}");
    private static final Pattern VALID_KEY_ID = Pattern.compile("[A-Za-z0-9_]{3,128}");
    private static final Pattern VALID_SECRET = Pattern.compile("[!-~]{8,256}");
    private static final Pattern VALID_ACTION = Pattern.compile("\\*|(athena|berth):[A-Za-z0-9*?]{1,128}");
    private static final Pattern VALID_RESOURCE = Pattern.compile("\\*|workgroup/[A-Za-z0-9._*?-]{1,128}");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private static final LoadSettings LOAD_SETTINGS = LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setTagConstructors(Map.of(Tag.NULL, nothing -> ""))
            .build();

    private final List<Identity> read = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> keyIds = new HashSet<>();

    private IdentityText() {}

    /** @throws IdentitiesException if the text is anything but a list of identities */
    static IdentitySet read(String text) throws IdentitiesException {
        IdentityText reading = new IdentityText();
        Map<?, ?> document = map("the file", parse(text), Set.of(ALL));
        Object entries = required("the file", document, ALL);
        for (Object entry : entries.equals("") ? List.of() : list(ALL, entries)) {
            reading.add(ALL + "[" + reading.read.size() + "]", entry);
        }
        return new IdentitySet(reading.read);
    }

    private static Object parse(String text) throws IdentitiesException {
        try {
            Object document = new Load(LOAD_SETTINGS).loadFromString(text);
            return document == null ? "" : document;
        } catch (MarkedYamlEngineException invalid) {
            String line = Optional.ofNullable(invalid.getProblemMark())
                    .flatMap(mark -> mark)
                    .map(mark -> "line " + (mark.getLine() + 1) + ": ")
                    .orElse("");
            throw new IdentitiesException(line + invalid.getProblem());
        } catch (YamlEngineException invalid) {
            throw new IdentitiesException("it is not YAML");
        }
    }

    private void add(String place, Object entry) throws IdentitiesException {
        Map<?, ?> members = map(place, entry, Set.of(NAME, KEY_ID, SECRET, ALLOW, DENY, RATE, BURST));
        Identity identity = new Identity(
                requireName(place + "." + NAME, text(place, members, NAME)),
                requireKeyId(place + "." + KEY_ID, text(place, members, KEY_ID)),
                requireSecret(place + "." + SECRET, text(place, members, SECRET)),
                rules(place + "." + ALLOW, members.get(ALLOW)),
                rules(place + "." + DENY, members.get(DENY)),
                rateLimit(place, members));
        if (!names.add(identity.name())) {
            throw new IdentitiesException(place + "." + NAME + " is there twice: " + identity.name());
        }
        if (!keyIds.add(identity.accessKeyId())) {
            throw new IdentitiesException(place + "." + KEY_ID + " is there twice: " + identity.accessKeyId());
        }
        read.add(identity);
    }

    private static @Nullable RateLimit rateLimit(String place, Map<?, ?> members) throws IdentitiesException {
        if (!members.containsKey(RATE) && !members.containsKey(BURST)) {
            return null;
        }
        int rate = number(place, members, RATE, 0);
        return rate == 0 && !members.containsKey(BURST)
                ? RateLimit.NONE
                : new RateLimit(rate, members.containsKey(BURST) ? number(place, members, BURST, 1) : rate);
    }

    private static int number(String place, Map<?, ?> members, String key, int min) throws IdentitiesException {
        String text = text(place, members, key);
        int number = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
        if (number < min || number > RateLimit.MAX) {
            throw new IdentitiesException(place + "." + key + " must be a whole number from " + min + " to "
                    + RateLimit.MAX + ", not \"" + text + "\"");
        }
        return number;
    }

    private static List<Rule> rules(String place, @Nullable Object value) throws IdentitiesException {
        List<Rule> rules = new ArrayList<>();
        if (value == null || value.equals("")) {
            return rules;
        }
        for (Object entry : list(place, value)) {
            String here = place + "[" + rules.size() + "]";
            Map<?, ?> members = map(here, entry, Set.of(ACTIONS, ON));
            rules.add(new Rule(
                    actions(here + "." + ACTIONS, list(here + "." + ACTIONS, required(here, members, ACTIONS))),
                    resources(here + "." + ON, list(here + "." + ON, required(here, members, ON)))));
        }
        return rules;
    }

    /** @throws IdentitiesException if there is none, or one that is no pattern of actions */
    static List<String> actions(String place, List<?> values) throws IdentitiesException {
        return patterns(
                place, values, VALID_ACTION, "must be actions such as athena:StartSession, athena:* or berth:Admin");
    }

    /** @throws IdentitiesException if there is none, or one that is no pattern of resources */
    static List<String> resources(String place, List<?> values) throws IdentitiesException {
        return patterns(place, values, VALID_RESOURCE, "must be * or work groups such as workgroup/analytics-*");
    }

    private static List<String> patterns(String place, List<?> values, Pattern valid, String allowed)
            throws IdentitiesException {
        List<String> patterns = new ArrayList<>();
        for (Object value : values) {
            if (!(value instanceof String pattern) || !valid.matcher(pattern).matches()) {
                throw new IdentitiesException(place + " " + allowed + ", not \"" + value + "\"");
            }
            patterns.add(pattern);
        }
        if (patterns.isEmpty()) {
            throw new IdentitiesException(place + " " + allowed + ", at least one");
        }
        return patterns;
    }

    static String requireName(String place, String name) throws IdentitiesException {
        if (!VALID_NAME.matcher(name).matches()) {
            throw new IdentitiesException(
                    place + " must be 1 to 64 letters, digits and characters of _+=,.@-, not \"" + name + "\"");
        }
        return name;
    }

    static String requireKeyId(String place, String keyId) throws IdentitiesException {
        if (!VALID_KEY_ID.matcher(keyId).matches()) {
            throw new IdentitiesException(
                    place + " must be 3 to 128 letters, digits and underscores, not \"" + keyId + "\"");
        }
        return keyId;
    }

    /** What is wrong with a secret is told without it. */
    static String requireSecret(String place, String secret) throws IdentitiesException {
        if (!VALID_SECRET.matcher(secret).matches()) {
            throw new IdentitiesException(place + " must be 8 to 256 characters of ASCII without spaces");
        }
        return secret;
    }

    private static Map<?, ?> map(String place, Object value, Set<String> keys) throws IdentitiesException {
        if (!(value instanceof Map<?, ?> members)) {
            throw new IdentitiesException(place + " must hold keys and values");
        }
        for (Object key : members.keySet()) {
            if (!(key instanceof String text) || !keys.contains(text)) {
                throw new IdentitiesException(place + " must not have the key \"" + key + "\"; possible are "
                        + String.join(", ", keys.stream().sorted().toList()));
            }
        }
        return members;
    }

    private static Object required(String place, Map<?, ?> members, String key) throws IdentitiesException {
        Object value = members.get(key);
        if (value == null) {
            throw new IdentitiesException(place + " must have the key \"" + key + "\"");
        }
        return value;
    }

    private static List<?> list(String place, Object value) throws IdentitiesException {
        if (value instanceof List<?> values) {
            return values;
        }
        throw new IdentitiesException(place + " must be a list");
    }

    private static String text(String place, Map<?, ?> members, String key) throws IdentitiesException {
        if (required(place, members, key) instanceof String text) {
            return text;
        }
        throw new IdentitiesException(place + "." + key + " must be a single value");
    }

    /** The text of a file with these identities. */
    static String write(IdentitySet set) {
        StringBuilder text = new StringBuilder("# Who may use this server. Written by berth key; may be edited.\n");
        text.append(ALL).append(':').append(set.size() == 0 ? " []\n" : "\n");
        for (Identity identity : set.identities()) {
            text.append("  - ")
                    .append(NAME)
                    .append(": ")
                    .append(quoted(identity.name()))
                    .append('\n');
            text.append("    ")
                    .append(KEY_ID)
                    .append(": ")
                    .append(quoted(identity.accessKeyId()))
                    .append('\n');
            text.append("    ")
                    .append(SECRET)
                    .append(": ")
                    .append(quoted(identity.secretAccessKey()))
                    .append('\n');
            write(ALLOW, identity.allow(), text);
            write(DENY, identity.deny(), text);
            write(identity.rateLimit(), text);
        }
        return text.toString();
    }

    private static void write(String effect, List<Rule> rules, StringBuilder text) {
        if (!rules.isEmpty()) {
            text.append("    ").append(effect).append(":\n");
        }
        for (Rule rule : rules) {
            text.append("      - ")
                    .append(ACTIONS)
                    .append(": ")
                    .append(quoted(rule.actions()))
                    .append('\n');
            text.append("        ")
                    .append(ON)
                    .append(": ")
                    .append(quoted(rule.on()))
                    .append('\n');
        }
    }

    private static void write(@Nullable RateLimit limit, StringBuilder text) {
        if (limit != null) {
            write(RATE, limit.requestsPerSecond(), text);
        }
        if (limit != null && limit.isLimited()) {
            write(BURST, limit.burst(), text);
        }
    }

    private static void write(String key, int number, StringBuilder text) {
        text.append("    ").append(key).append(": ").append(number).append('\n');
    }

    private static String quoted(List<String> values) {
        return "[" + String.join(", ", values.stream().map(IdentityText::quoted).toList()) + "]";
    }

    /** All of it is ASCII that can be seen. */
    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
