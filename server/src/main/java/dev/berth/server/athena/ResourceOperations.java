package dev.berth.server.athena;

import static java.util.Objects.requireNonNull;

import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The operations on what an ARN names: its tags, and its page in a console. */
final class ResourceOperations {
    private static final String ARN = "ResourceARN";

    private final Resources resources;

    ResourceOperations(Resources resources) {
        this.resources = resources;
    }

    void addTo(Map<String, OperationHandler> handlers) {
        handlers.put("TagResource", this::tagResource);
        handlers.put("UntagResource", this::untagResource);
        handlers.put("ListTagsForResource", this::listTags);
        handlers.put("GetResourceDashboard", this::getDashboard);
    }

    private void tagResource(Structure request, Reply reply) throws WireException {
        TagSet added = TagSet.given(request.structures("Tags"));
        Replacement.answer(reply, () -> {
            TaggedResource resource = resources.tagged(arn(request));
            TagSet changed = resource.tags().with(added);
            changed.requireFew();
            return resource.replaceTags(changed);
        });
    }

    private void untagResource(Structure request, Reply reply) throws WireException {
        List<String> removed = requireNonNull(request.strings("TagKeys"));
        Replacement.answer(reply, () -> {
            TaggedResource resource = resources.tagged(arn(request));
            return resource.replaceTags(resource.tags().without(removed));
        });
    }

    private void listTags(Structure request, Reply reply) throws WireException {
        String listed = "ListTagsForResource/" + arn(request);
        SortedMap<String, String> rest =
                resources.tagged(arn(request)).tags().after(after(listed, request.string("NextToken")));
        Integer maxResults = request.integer("MaxResults");
        int limit = maxResults == null ? rest.size() : maxResults;
        SortedMap<String, String> page = new TreeMap<>();
        rest.entrySet().stream().limit(limit).forEach(tag -> page.put(tag.getKey(), tag.getValue()));
        reply.send(Json.object(json -> {
            TagsJson.write(page, json);
            if (page.size() < rest.size()) {
                byte[] position = page.lastKey().getBytes(StandardCharsets.UTF_8);
                json.writeStringField("NextToken", PageToken.of(listed, position));
            }
        }));
    }

    private static @Nullable String after(String listed, @Nullable String token) throws WireException {
        return token == null ? null : new String(PageToken.position(listed, token), StandardCharsets.UTF_8);
    }

    private void getDashboard(Structure request, Reply reply) throws WireException {
        String page = reply.pageOf(resources.session(arn(request)).id());
        reply.send(Json.object(json -> json.writeStringField("Url", page)));
    }

    private static String arn(Structure request) {
        return requireNonNull(request.string(ARN));
    }
}
