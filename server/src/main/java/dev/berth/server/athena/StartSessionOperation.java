package dev.berth.server.athena;

import static java.util.Objects.requireNonNull;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.Refusal;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionScheduler;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.api.WorkGroup;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import dev.berth.server.identity.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * StartSession. A token is answered before any rule is looked at, whatever has become of the work group since: so what
 * the scheduler is asked depends on the members of the request alone.
 *
 * <p>The scheduler looks the token up itself, with the start. It is looked up here only for a request that breaks a
 * rule, which almost none does: the usual request pays for one look-up, not two.
 */
final class StartSessionOperation implements OperationHandler {
    static final String TOKEN = "ClientRequestToken";
    private static final String NOTEBOOK_KEY_PREFIX = "notebook/";

    private static final byte[] BODY_START = "{\"SessionId\":\"".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] BODY_END = "\",\"State\":\"CREATING\"}".getBytes(StandardCharsets.ISO_8859_1);

    private final SessionScheduler scheduler;
    private final KeptMembers kept;
    private final RefusalErrors refusalErrors;
    private final LastSeen<String> workGroups = new LastSeen<>();
    private final LastSeen<OptionalInt> sizes = new LastSeen<>();
    private @Nullable Attributes last;

    StartSessionOperation(SessionScheduler scheduler, KeptMembers kept, RefusalErrors refusalErrors) {
        this.scheduler = scheduler;
        this.kept = kept;
        this.refusalErrors = refusalErrors;
    }

    @Override
    public void handle(Structure request, Reply reply) throws WireException {
        Structure engineConfiguration = requireNonNull(request.structure("EngineConfiguration"));
        StartSession start = toStart(request, engineConfiguration, reply.caller());
        reply.sendWhenDone(outcome(request, engineConfiguration, start), outcome -> {
            String id = admitted(outcome).toString();
            reply.noteSession(id);
            reply.send(body(id));
        });
    }

    private CompletableFuture<StartOutcome> outcome(
            Structure request, Structure engineConfiguration, StartSession start) throws WireException {
        try {
            WorkGroup workGroup = scheduler
                    .workGroup(start.workGroup())
                    .orElseThrow(() -> refusalErrors.unknownWorkGroup(start.workGroup()));
            if (!workGroup.enabled()) {
                throw refusalErrors.of(new Refusal.WorkGroupDisabled(workGroup.name()));
            }
            SessionRules.check(request, engineConfiguration, workGroup.engineVersion());
            checkTags(request, workGroup);
        } catch (WireException brokenRule) {
            Optional<CompletableFuture<StartOutcome>> earlier = scheduler.findStart(start);
            return earlier.orElseThrow(() -> brokenRule);
        }
        return scheduler.startSession(start);
    }

    /** The tags copied from a work group are few enough, and so are the session's own; both together may not be. */
    private void checkTags(Structure request, WorkGroup workGroup) throws WireException {
        TagSet own = TagSet.given(request.structures("Tags"));
        if (!own.isEmpty()) {
            kept.tagsAtStart(own, request, workGroup).requireFew();
        }
    }

    private StartSession toStart(Structure request, Structure engineConfiguration, Caller caller) {
        Integer dpus = engineConfiguration.integer("MaxConcurrentDpus");
        Integer idleMinutes = request.integer("SessionIdleTimeoutInMinutes");
        String token = request.string(TOKEN);
        return new StartSession(
                workGroups.orEqual(requireNonNull(request.string("WorkGroup"))),
                dpus == null ? OptionalInt.empty() : sizes.orEqual(OptionalInt.of(dpus)),
                idleMinutes == null ? StartSession.DEFAULT_IDLE_TIMEOUT : Duration.ofMinutes(idleMinutes),
                token == null ? null : new RequestToken(token),
                exclusiveKey(engineConfiguration.stringMap("AdditionalConfigs")),
                attributesOf(request, caller));
    }

    /** Who launches sessions in bulk asks for the same again and again: it is put into its canonical form, and kept, once. */
    private OpaqueBytes attributesOf(Structure request, Caller caller) {
        Structure members = request.without(TOKEN);
        Attributes known = last;
        if (known == null || !known.members.equals(members) || !Objects.equals(known.caller, caller.name())) {
            known = new Attributes(members, caller.name(), SessionIdentity.attributes(members, caller));
            last = known;
        }
        return known.attributes;
    }

    /** What is kept of a request, and of whom. */
    private record Attributes(Structure members, @Nullable String caller, OpaqueBytes attributes) {}

    /** At most one live session for each notebook. */
    private static @Nullable String exclusiveKey(@Nullable Map<String, String> configs) {
        String notebookId = configs == null ? null : configs.get(NotebookConfigs.ID);
        return notebookId == null ? null : NOTEBOOK_KEY_PREFIX + notebookId;
    }

    private SessionId admitted(StartOutcome outcome) throws WireException {
        if (outcome instanceof StartOutcome.Started started) {
            return started.id();
        }
        if (outcome instanceof StartOutcome.Replayed replayed) {
            return replayed.id();
        }
        throw refusalErrors.of(((StartOutcome.Refused) outcome).refusal());
    }

    /** The one answer for a session, first or repeated; put together from bytes, for it is the one most often sent. */
    private static byte[] body(String id) {
        byte[] text = id.getBytes(StandardCharsets.ISO_8859_1);
        byte[] body = new byte[BODY_START.length + text.length + BODY_END.length];
        System.arraycopy(BODY_START, 0, body, 0, BODY_START.length);
        System.arraycopy(text, 0, body, BODY_START.length, text.length);
        System.arraycopy(BODY_END, 0, body, BODY_START.length + text.length, BODY_END.length);
        return body;
    }
}
