package dev.berth.server.athena;

import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tags of a resource, values by keys, in the order of the keys; with the rules for tags of any resource. Immutable. */
final class TagSet {
    static final TagSet NONE = new TagSet(new TreeMap<>());

    private static final int MAX = 50;
    private static final String RESERVED_PREFIX = "aws:";

    /** A letter may be written as one and the marks on it; of the separators, spaces only, and none that end a line. */
    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{Zs}_.:/=+\\-@]*");

    private final SortedMap<String, String> valuesByKey;

    private TagSet(SortedMap<String, String> valuesByKey) {
        this.valuesByKey = Collections.unmodifiableSortedMap(valuesByKey);
    }

    /**
     * The tags of a request; none for a member that was not given.
     *
     * @throws WireException the first rule that they break
     */
    static TagSet given(@Nullable List<Structure> tags) throws WireException {
        if (tags == null) {
            return NONE;
        }
        requireFew(tags.size());
        SortedMap<String, String> valuesByKey = new TreeMap<>();
        for (Structure tag : tags) {
            String key = tag.string("Key");
            String value = tag.string("Value");
            check(key, value);
            if (valuesByKey.put(key, value) != null) {
                throw Errors.invalidRequest("A tag key must not be given twice: " + key);
            }
        }
        return new TagSet(valuesByKey);
    }

    /** Tags that were checked when they were given; none for a member that was not given. */
    static TagSet trusted(@Nullable List<Structure> tags) {
        if (tags == null) {
            return NONE;
        }
        SortedMap<String, String> valuesByKey = new TreeMap<>();
        tags.forEach(tag -> valuesByKey.put(tag.string("Key"), tag.string("Value")));
        return new TagSet(valuesByKey);
    }

    private static void check(@Nullable String key, @Nullable String value) throws WireException {
        if (key == null || value == null) {
            throw Errors.invalidRequest("A tag must have a key and a value.");
        }
        if (key.toLowerCase(Locale.ROOT).startsWith(RESERVED_PREFIX)) {
            throw Errors.invalidRequest("Tag keys must not start with " + RESERVED_PREFIX);
        }
        if (!ALLOWED.matcher(key).matches() || !ALLOWED.matcher(value).matches()) {
            throw Errors.invalidRequest("Tags may have letters, digits, spaces and + - = . _ : / @ only: " + key);
        }
    }

    private static void requireFew(int count) throws WireException {
        if (count > MAX) {
            throw Errors.invalidRequest("A resource can have at most " + MAX + " tags.");
        }
    }

    /** @throws WireException if these are more tags than one resource can have */
    void requireFew() throws WireException {
        requireFew(valuesByKey.size());
    }

    boolean isEmpty() {
        return valuesByKey.isEmpty();
    }

    /** These tags and others, which win where both have a key. */
    TagSet with(TagSet others) {
        SortedMap<String, String> all = new TreeMap<>(valuesByKey);
        all.putAll(others.valuesByKey);
        return new TagSet(all);
    }

    /** These tags but those of the given keys. */
    TagSet without(Collection<String> keys) {
        SortedMap<String, String> rest = new TreeMap<>(valuesByKey);
        rest.keySet().removeAll(keys);
        return new TagSet(rest);
    }

    /** The values by keys after the given one, or from the first on; unmodifiable. */
    SortedMap<String, String> after(@Nullable String key) {
        // The least string that is greater than the key.
        return key == null ? valuesByKey : valuesByKey.tailMap(key + '\0');
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TagSet that && valuesByKey.equals(that.valuesByKey);
    }

    @Override
    public int hashCode() {
        return valuesByKey.hashCode();
    }

    @Override
    public String toString() {
        return valuesByKey.toString();
    }
}
