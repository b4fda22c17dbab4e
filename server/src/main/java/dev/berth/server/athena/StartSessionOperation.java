package dev.berth.server.athena;

import static java.util.Objects.requireNonNull;

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
    private static final String NOTEBOOK_KEY_PREFIX = "notebook/";

    private static final byte[] BODY_START = "{\"SessionId\":\"".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] BODY_END = "\",\"State\":\"CREATING\"}".getBytes(StandardCharsets.ISO_8859_1);

    private final SessionScheduler scheduler;
    private final KeptMembers kept;
    private final RefusalErrors refusalErrors;
    private @Nullable Asked last;

    StartSessionOperation(SessionScheduler scheduler, KeptMembers kept, RefusalErrors refusalErrors) {
        this.scheduler = scheduler;
        this.kept = kept;
        this.refusalErrors = refusalErrors;
    }

    @Override
    public void handle(Structure request, Reply reply) throws WireException {
        Asked asked = asked(request.without(AthenaDialect.TOKEN), reply.caller());
        String token = request.string(AthenaDialect.TOKEN);
        StartSession start = token == null ? asked.start : asked.start.withToken(new RequestToken(token));
        reply.sendWhenDone(outcome(asked, start), outcome -> {
            String id = admitted(outcome).toString();
            reply.noteSession(id);
            reply.send(body(id));
        });
    }

    private CompletableFuture<StartOutcome> outcome(Asked asked, StartSession start) throws WireException {
        try {
            asked.requireAllowed(scheduler
                    .workGroup(start.workGroup())
                    .orElseThrow(() -> refusalErrors.unknownWorkGroup(start.workGroup())));
        } catch (WireException brokenRule) {
            Optional<CompletableFuture<StartOutcome>> earlier = scheduler.findStart(start);
            return earlier.orElseThrow(() -> brokenRule);
        }
        return scheduler.startSession(start);
    }

    /**
     * Who launches sessions in bulk asks for the same again and again. It is understood, checked and put into its canonical form
     * once; and as each session keeps what was asked for, a million of them hold it once, and the garbage collector does not
     * copy it a million times.
     */
    private Asked asked(Structure members, Caller caller) {
        Asked known = last;
        if (known == null || !known.isBy(members, caller)) {
            known = new Asked(members, caller);
            last = known;
        }
        return known;
    }

    /** What was asked for, under whatever token. */
    private final class Asked {
        private final Structure members;
        private final @Nullable String caller;
        private final Structure engineConfiguration;
        private final StartSession start;

        /** The work group whose rules it was found to keep, as that was then. */
        private @Nullable WorkGroup allowedIn;

        Asked(Structure members, Caller caller) {
            this.members = members;
            this.caller = caller.name();
            this.engineConfiguration = requireNonNull(members.structure("EngineConfiguration"));
            Integer dpus = engineConfiguration.integer("MaxConcurrentDpus");
            Integer idleMinutes = members.integer("SessionIdleTimeoutInMinutes");
            this.start = new StartSession(
                    requireNonNull(members.string("WorkGroup")),
                    dpus == null ? OptionalInt.empty() : OptionalInt.of(dpus),
                    idleMinutes == null ? StartSession.DEFAULT_IDLE_TIMEOUT : Duration.ofMinutes(idleMinutes),
                    null,
                    exclusiveKey(engineConfiguration.stringMap("AdditionalConfigs")),
                    SessionIdentity.attributes(members, caller));
        }

        boolean isBy(Structure otherMembers, Caller otherCaller) {
            return members.equals(otherMembers) && Objects.equals(caller, otherCaller.name());
        }

        /** Each change of a work group makes another object, so for one that is the same there is nothing to look at again. */
        @SuppressWarnings("ReferenceEquality")
        void requireAllowed(WorkGroup workGroup) throws WireException {
            if (workGroup == allowedIn) {
                return;
            }
            if (!workGroup.enabled()) {
                throw refusalErrors.of(new Refusal.WorkGroupDisabled(workGroup.name()));
            }
            SessionRules.check(members, engineConfiguration, workGroup.engineVersion());
            requireFewTags(workGroup);
            allowedIn = workGroup;
        }

        /** The tags copied from a work group are few enough, and so are the session's own; both together may not be. */
        private void requireFewTags(WorkGroup workGroup) throws WireException {
            TagSet own = TagSet.given(members.structures("Tags"));
            if (!own.isEmpty()) {
                kept.tagsAtStart(own, members, workGroup).requireFew();
            }
        }
    }

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
