package dev.berth.server.athena;

import static java.util.Objects.requireNonNull;

import dev.berth.api.CreateWorkGroup;
import dev.berth.api.CreateWorkGroupOutcome;
import dev.berth.api.DeleteWorkGroupOutcome;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.ReplaceOutcome;
import dev.berth.api.SessionScheduler;
import dev.berth.api.WorkGroup;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The operations on work groups. */
final class WorkGroupOperations {
    /** The work group that always exists. */
    static final String PRIMARY = "primary";

    static final String ENABLED = "ENABLED";
    static final String DISABLED = "DISABLED";

    private static final int MAX_PAGE = 50;
    private static final String LISTED = "ListWorkGroups";

    private final SessionScheduler scheduler;
    private final KeptMembers kept;

    WorkGroupOperations(SessionScheduler scheduler, KeptMembers kept) {
        this.scheduler = scheduler;
        this.kept = kept;
    }

    void addTo(Map<String, OperationHandler> handlers) {
        handlers.put("CreateWorkGroup", this::createWorkGroup);
        handlers.put("GetWorkGroup", this::getWorkGroup);
        handlers.put("ListWorkGroups", this::listWorkGroups);
        handlers.put("UpdateWorkGroup", this::updateWorkGroup);
        handlers.put("DeleteWorkGroup", this::deleteWorkGroup);
    }

    private void createWorkGroup(Structure request, Reply reply) throws WireException {
        TagSet tags = tagsOfCreation(request);
        String engineVersion = WorkGroupRules.checkCreation(request);
        OpaqueBytes attributes = KeptMembers.ofWorkGroup(request);
        WorkGroupRules.checkSize(attributes);
        CreateWorkGroup create = new CreateWorkGroup(
                requireNonNull(request.string("Name")),
                engineVersion,
                OptionalInt.empty(),
                KeptMembers.sessionDpus(request.structure("Configuration")),
                attributes,
                KeptMembers.ofTags(tags));
        reply.sendWhenDone(scheduler.createWorkGroup(create), outcome -> {
            WireException error = creationError(outcome);
            if (error != null) {
                throw error;
            }
            reply.sendEmpty();
        });
    }

    private static TagSet tagsOfCreation(Structure request) throws WireException {
        List<Structure> tags = request.structures("Tags");
        if (tags != null && tags.isEmpty()) {
            throw Errors.invalidRequest("Tags provided upon WorkGroup creation must not be empty");
        }
        return TagSet.given(tags);
    }

    private static @Nullable WireException creationError(CreateWorkGroupOutcome outcome) {
        return switch (outcome) {
            case CREATED -> null;
            case NAME_TAKEN -> Errors.invalidRequest("WorkGroup is already created");
            case TOO_MANY -> Errors.invalidRequest("The account has as many work groups as this server keeps.");
            case TOO_LARGE -> Errors.tooLarge();
            case OVERLOADED -> Errors.throttling();
        };
    }

    private void getWorkGroup(Structure request, Reply reply) throws WireException {
        WorkGroup workGroup = workGroup(request);
        reply.send(Json.object(json -> {
            json.writeFieldName("WorkGroup");
            WorkGroupJson.writeFull(workGroup, kept.of(workGroup), json);
        }));
    }

    private void listWorkGroups(Structure request, Reply reply) throws WireException {
        Integer maxResults = request.integer("MaxResults");
        int limit = maxResults == null ? MAX_PAGE : maxResults;
        // One more than asked for tells whether there is another page.
        List<WorkGroup> found = scheduler.workGroups(after(request.string("NextToken")), limit + 1);
        List<WorkGroup> page = found.subList(0, Math.min(limit, found.size()));
        reply.send(Json.object(json -> {
            json.writeArrayFieldStart("WorkGroups");
            for (WorkGroup workGroup : page) {
                WorkGroupJson.writeSummary(workGroup, kept.of(workGroup), json);
            }
            json.writeEndArray();
            if (found.size() > limit) {
                byte[] position = page.get(limit - 1).name().getBytes(StandardCharsets.UTF_8);
                json.writeStringField("NextToken", PageToken.of(LISTED, position));
            }
        }));
    }

    private static @Nullable String after(@Nullable String token) throws WireException {
        return token == null ? null : new String(PageToken.position(LISTED, token), StandardCharsets.UTF_8);
    }

    private void updateWorkGroup(Structure request, Reply reply) throws WireException {
        Replacement.answer(reply, () -> {
            WorkGroup seen = workGroup(request);
            WorkGroup changed = WorkGroupUpdate.apply(request, seen, kept.of(seen));
            // What leaves the work group as it is is not journaled.
            return changed.equals(seen)
                    ? CompletableFuture.completedFuture(ReplaceOutcome.REPLACED)
                    : scheduler.replaceWorkGroup(seen, changed);
        });
    }

    private void deleteWorkGroup(Structure request, Reply reply) throws WireException {
        String name = requireNonNull(request.string("WorkGroup"));
        if (name.equals(PRIMARY)) {
            throw Errors.invalidRequest("The primary WorkGroup cannot be deleted.");
        }
        boolean terminateSessions = Boolean.TRUE.equals(request.bool("RecursiveDeleteOption"));
        reply.sendWhenDone(scheduler.deleteWorkGroup(name, terminateSessions), outcome -> {
            WireException error = deletionError(outcome);
            if (error != null) {
                throw error;
            }
            reply.sendEmpty();
        });
    }

    private static @Nullable WireException deletionError(DeleteWorkGroupOutcome outcome) {
        return switch (outcome) {
            case DELETED -> null;
            case NOT_FOUND -> Errors.invalidRequest(Errors.WORK_GROUP_NOT_FOUND);
            case HAS_LIVE_SESSIONS ->
                Errors.invalidRequest("WorkGroup has live sessions. Terminate them, or set RecursiveDeleteOption.");
            case CHANGE_PENDING, OVERLOADED -> Errors.throttling();
        };
    }

    private WorkGroup workGroup(Structure request) throws WireException {
        return scheduler
                .workGroup(requireNonNull(request.string("WorkGroup")))
                .orElseThrow(() -> Errors.invalidRequest(Errors.WORK_GROUP_NOT_FOUND));
    }
}
