package dev.berth.server.athena;

import dev.berth.api.ReplaceOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A resource as it was read.
 *
 * @param tags its tags
 * @param replacing begins to replace them, unless the resource changed since it was read
 */
record TaggedResource(TagSet tags, Function<TagSet, CompletableFuture<ReplaceOutcome>> replacing) {

    /** Replaces the tags, unless the resource changed since it was read. What leaves them as they are is not journaled. */
    CompletableFuture<ReplaceOutcome> replaceTags(TagSet changed) {
        return changed.equals(tags)
                ? CompletableFuture.completedFuture(ReplaceOutcome.REPLACED)
                : replacing.apply(changed);
    }
}
