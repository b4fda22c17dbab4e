package dev.berth.server.athena;

import dev.berth.api.ReplaceOutcome;
import dev.berth.api.SessionId;
import dev.berth.api.SessionScheduler;
import dev.berth.api.SessionView;
import dev.berth.api.WorkGroup;
import dev.berth.server.awsjson.WireException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what ARNs name. Only the resource part of an ARN counts: partition, region and account may be anything, or empty.
 */
final class Resources {
    private static final Pattern ARN = Pattern.compile("arn:[^:]*:athena:[^:]*:[^:]*:(?<resource>.*)", Pattern.DOTALL);
    private static final String WORK_GROUP_PART = "workgroup/(?<group>[a-zA-Z0-9._-]{1,128})";
    private static final Pattern WORK_GROUP = Pattern.compile(WORK_GROUP_PART);
    private static final Pattern SESSION = Pattern.compile(WORK_GROUP_PART + "/session/(?<session>[^/]+)");

    /** Resources of the service that this server never has. */
    private static final Pattern NEVER_THERE = Pattern.compile("(datacatalog|capacity-reservation)/[^/]+");

    private final SessionScheduler scheduler;
    private final KeptMembers kept;

    Resources(SessionScheduler scheduler, KeptMembers kept) {
        this.scheduler = scheduler;
        this.kept = kept;
    }

    /** @throws WireException if the ARN is none, or names nothing that is there */
    TaggedResource tagged(String arn) throws WireException {
        String resource = resourceOf(arn);
        Matcher workGroup = WORK_GROUP.matcher(resource);
        if (workGroup.matches()) {
            WorkGroup found =
                    scheduler.workGroup(workGroup.group("group")).orElseThrow(() -> Errors.resourceNotFound(arn));
            return new TaggedWorkGroup(found);
        }
        if (NEVER_THERE.matcher(resource).matches()) {
            throw Errors.resourceNotFound(arn);
        }
        return new TaggedSession(session(arn));
    }

    /** @throws WireException if the ARN is none of a session, or names one that is not known */
    SessionView session(String arn) throws WireException {
        Matcher session = SESSION.matcher(resourceOf(arn));
        if (!session.matches()) {
            throw invalid(arn);
        }
        return sessionOf(session.group("session"))
                .filter(found -> found.workGroup().equals(session.group("group")))
                .orElseThrow(() -> Errors.resourceNotFound(arn));
    }

    private Optional<SessionView> sessionOf(String id) {
        try {
            return scheduler.session(SessionId.parse(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String resourceOf(String arn) throws WireException {
        Matcher matcher = ARN.matcher(arn);
        if (!matcher.matches()) {
            throw invalid(arn);
        }
        return matcher.group("resource");
    }

    private static WireException invalid(String arn) {
        return Errors.invalidRequest("ResourceARN is not valid: " + arn);
    }

    private final class TaggedWorkGroup implements TaggedResource {
        private final WorkGroup seen;

        TaggedWorkGroup(WorkGroup seen) {
            this.seen = seen;
        }

        @Override
        public TagSet tags() {
            return kept.tags(seen);
        }

        @Override
        public CompletableFuture<ReplaceOutcome> replaceTags(TagSet changed) {
            return scheduler.replaceWorkGroup(seen, seen.withTags(KeptMembers.ofTags(changed)));
        }
    }

    private final class TaggedSession implements TaggedResource {
        private final SessionView seen;

        TaggedSession(SessionView seen) {
            this.seen = seen;
        }

        @Override
        public TagSet tags() {
            return kept.tags(seen);
        }

        @Override
        public CompletableFuture<ReplaceOutcome> replaceTags(TagSet changed) {
            return scheduler.replaceTags(seen.id(), seen.tags(), KeptMembers.ofTags(changed));
        }
    }
}
