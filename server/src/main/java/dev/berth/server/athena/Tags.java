package dev.berth.server.athena;

import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rules for the tags of any resource. */
final class Tags {
    static final int MAX = 50;

    private static final String RESERVED_PREFIX = "aws:";

    private Tags() {}

    static void check(List<Structure> tags) throws WireException {
        if (tags.size() > MAX) {
            throw Errors.invalidRequest("A resource can have at most " + MAX + " tags.");
        }
        Set<String> keys = new HashSet<>();
        for (Structure tag : tags) {
            String key = tag.string("Key");
            if (key == null || !tag.has("Value")) {
                throw Errors.invalidRequest("A tag must have a key and a value.");
            }
            if (key.toLowerCase(Locale.ROOT).startsWith(RESERVED_PREFIX)) {
                throw Errors.invalidRequest("Tag keys must not start with " + RESERVED_PREFIX);
            }
            if (!keys.add(key)) {
                throw Errors.invalidRequest("A tag key must not be given twice: " + key);
            }
        }
    }
}
