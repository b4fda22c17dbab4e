package dev.berth.server.athena;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.SortedMap;

/** Writes tags: to clients, and for the scheduler to keep. */
final class TagsJson {
    private TagsJson() {}

    /** The member {@code Tags} of the object that the generator is in. */
    static void write(SortedMap<String, String> valuesByKey, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("Tags");
        for (var tag : valuesByKey.entrySet()) {
            json.writeStartObject();
            json.writeStringField("Key", tag.getKey());
            json.writeStringField("Value", tag.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
