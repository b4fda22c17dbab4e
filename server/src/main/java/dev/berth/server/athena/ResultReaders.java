package dev.berth.server.athena;

import dev.berth.api.SessionId;
import dev.berth.api.SessionScheduler;
import dev.berth.api.SessionView;
import dev.berth.server.identity.Caller;
import dev.berth.server.identity.Resource;
import dev.berth.server.s3.ObjectReaders;
import java.util.Optional;

/**
 * Lets those read the results of a session who may GetCalculationExecution in its work group: what that tells, they lead to.
 * Results whose session is not known are for those who may do so on {@code *}. Thread-safe.
 */
public final class ResultReaders implements ObjectReaders {
    private static final String ACTION = "athena:GetCalculationExecution";

    private final SessionScheduler scheduler;

    /** Readers of the results of a scheduler's sessions. */
    public ResultReaders(SessionScheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public boolean mayRead(Caller caller, String key) {
        return caller.name() == null
                || caller.may(
                        ACTION,
                        sessionOf(key)
                                .map(session -> Resource.workGroup(session.workGroup()))
                                .orElse(Resource.ALL));
    }

    @Override
    public boolean mayReadAnything(Caller caller) {
        return caller.mayAnywhere(ACTION);
    }

    /** Keys end in {@code SESSION/CALCULATION/NAME}, whatever is before that. */
    private Optional<SessionView> sessionOf(String key) {
        int name = key.lastIndexOf('/');
        int calculation = key.lastIndexOf('/', name - 1);
        if (name < 1 || calculation < 1) {
            return Optional.empty();
        }
        String session = key.substring(key.lastIndexOf('/', calculation - 1) + 1, calculation);
        try {
            return scheduler.session(SessionId.parse(session));
        } catch (IllegalArgumentException otherKey) {
            return Optional.empty();
        }
    }
}
