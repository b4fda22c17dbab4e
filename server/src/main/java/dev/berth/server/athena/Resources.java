package dev.berth.server.athena;

import dev.berth.api.SessionId;
import dev.berth.api.SessionScheduler;
import dev.berth.api.SessionView;
import dev.berth.api.WorkGroup;
import dev.berth.server.awsjson.WireException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

    /** The name of the work group that an ARN is, or whose session it is; null if it is about none. */
    static @Nullable String workGroupIn(String arn) throws WireException {
        String resource = resourceOf(arn);
        Matcher session = SESSION.matcher(resource);
        if (session.matches()) {
            return session.group("group");
        }
        Matcher workGroup = WORK_GROUP.matcher(resource);
        return workGroup.matches() ? workGroup.group("group") : null;
    }

    /** @throws WireException if the ARN is none, or names nothing that is there */
    TaggedResource tagged(String arn) throws WireException {
        String resource = resourceOf(arn);
        Matcher session = SESSION.matcher(resource);
        return session.matches() ? tagged(session(session, arn)) : tagged(workGroup(resource, arn));
    }

    /**
     * The session that an ARN is.
     *
     * @throws WireException if the ARN is none, names nothing that is there, or something else than a session
     */
    SessionView session(String arn) throws WireException {
        String resource = resourceOf(arn);
        Matcher session = SESSION.matcher(resource);
        if (!session.matches()) {
            workGroup(resource, arn);
            throw Errors.invalidRequest("Resource " + arn + " is not a session.");
        }
        return session(session, arn);
    }

    /** The session that a match names. */
    private SessionView session(Matcher session, String arn) throws WireException {
        return sessionOf(session.group("session"))
                .filter(found -> found.workGroup().equals(session.group("group")))
                .orElseThrow(() -> Errors.resourceNotFound(arn));
    }

    /** What is not a session is a work group, or never there. */
    private WorkGroup workGroup(String resource, String arn) throws WireException {
        if (NEVER_THERE.matcher(resource).matches()) {
            throw Errors.resourceNotFound(arn);
        }
        Matcher workGroup = WORK_GROUP.matcher(resource);
        if (!workGroup.matches()) {
            throw invalid(arn);
        }
        return scheduler.workGroup(workGroup.group("group")).orElseThrow(() -> Errors.resourceNotFound(arn));
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

    private TaggedResource tagged(WorkGroup seen) {
        return new TaggedResource(
                kept.tags(seen),
                changed -> scheduler.replaceWorkGroup(seen, seen.withTags(KeptMembers.ofTags(changed))));
    }

    private TaggedResource tagged(SessionView seen) {
        return new TaggedResource(
                kept.tags(seen), changed -> scheduler.replaceTags(seen.id(), seen.tags(), KeptMembers.ofTags(changed)));
    }
}
