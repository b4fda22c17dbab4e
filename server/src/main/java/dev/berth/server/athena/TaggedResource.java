package dev.berth.server.athena;

import dev.berth.api.ReplaceOutcome;
import java.util.concurrent.CompletableFuture;

/** A resource as it was read, with its tags. */
interface TaggedResource {
    TagSet tags();

    /** Replaces the tags, unless the resource changed since it was read. */
    CompletableFuture<ReplaceOutcome> replaceTags(TagSet changed);
}
