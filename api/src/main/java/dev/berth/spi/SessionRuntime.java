package dev.berth.spi;

import dev.berth.api.CalculationId;
import dev.berth.api.CalculationState;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Turns admitted sessions into compute. A runtime never touches the scheduler's state: it reports to the listener, from
 * any thread, and the scheduler decides what a report means.
 *
 * <p>The scheduler calls a runtime from one thread at a time, in journal order; what one call wrote is seen by the next. A slow
 * runtime delays other launches, nothing else; one that {@linkplain #returnsAtOnce is never slow} can be called for less. An
 * exception thrown from {@link #launch} ends the session as FAILED.
 */
public interface SessionRuntime {

    /** Its name in start-up lines and metrics, such as {@code simulated}. */
    String name();

    /**
     * Begins to launch a session, and reports {@link Listener#launched} then {@link Listener#ready}, or
     * {@link Listener#failed}. Called once for a session, and after a restart again if its launch was not journaled.
     */
    void launch(Launch launch, Listener listener);

    /**
     * Takes over a session that an earlier process launched: reports {@link Listener#ready} and its health from then on, or
     * {@link Listener#failed} if it is gone. Called after a restart, at most once per session.
     *
     * @param handle what {@link Listener#launched} gave
     * @param unfinished the calculation whose end was not journaled, or {@code null}. It may never have begun, then the
     *     runtime runs it; it may run, or have ended while nobody listened. Either way the runtime reports its end
     */
    void attach(Launch launch, OpaqueBytes handle, @Nullable Calculation unfinished, Listener listener);

    /**
     * Ends a session's compute, launched or still launching, and reports {@link Listener#ended}. A session that this
     * runtime does not know is reported as ended too. May be called again for the same session.
     */
    void terminate(SessionId id, Listener listener);

    /** The most sessions that it can hold at a time, which the scheduler keeps to. Empty if there is no bound. Never changes. */
    default OptionalInt maxSessions() {
        return OptionalInt.empty();
    }

    /**
     * Whether each call takes microseconds at most and never waits, because it only notes what is to be done or hands it to a thread
     * of the runtime's own. Then the calls are made by the thread that applies what they follow from, perhaps a caller's, and no other
     * has to be woken for them; a call that waits all the same holds up the whole scheduler. Never changes.
     */
    default boolean returnsAtOnce() {
        return false;
    }

    /** Whether its sessions run calculations. Never changes; if not, the two methods that follow are not called. */
    default boolean runsCalculations() {
        return false;
    }

    /**
     * Runs code in a session that is ready: reports {@link Listener#calculationStarted}, which it may leave out, and then
     * {@link Listener#calculationFinished}. Until then the session gets no other. An exception thrown from here ends the
     * calculation as FAILED.
     *
     * @param launch what the runtime was told when it launched the session
     */
    default void calculate(Launch launch, Calculation calculation, Listener listener) {
        throw new UnsupportedOperationException(name() + " runs no calculations");
    }

    /**
     * Stops a calculation that was given before, as soon as possible; its end is reported as ever. One that this runtime does
     * not know, or whose end it has reported, is ignored.
     */
    default void stop(Calculation calculation, Listener listener) {
        throw new UnsupportedOperationException(name() + " runs no calculations");
    }

    /**
     * Code to run in a session.
     *
     * @param id the calculation
     * @param session the session that runs it
     * @param code the code
     */
    record Calculation(CalculationId id, SessionId session, String code) {}

    /**
     * How a calculation ended.
     *
     * @param state COMPLETED, FAILED or CANCELED
     * @param detail why it failed or was canceled, as a sentence for a person; empty for one that completed
     * @param hasOutput whether what it put out is kept, durably, where the runtime keeps such
     */
    record CalculationEnd(CalculationState state, String detail, boolean hasOutput) {
        /** Checks that the state is final. */
        public CalculationEnd {
            if (!state.isFinal()) {
                throw new IllegalArgumentException("must be final: state=" + state);
            }
        }
    }

    /**
     * What a runtime is told about the session to launch.
     *
     * @param id the session
     * @param workGroup its work group
     * @param engineVersion its engine version
     * @param dpus the DPUs it holds; what a runtime makes of them is its own documentation
     * @param idleTimeout after how much idle time the scheduler ends it
     * @param attributes what else the starter asked for, in the encoding of the dialect that took the request
     * @param workGroupAttributes the attributes of the work group when the session was started, in an encoding likewise
     */
    record Launch(
            SessionId id,
            String workGroup,
            String engineVersion,
            int dpus,
            Duration idleTimeout,
            OpaqueBytes attributes,
            OpaqueBytes workGroupAttributes) {}

    /**
     * Takes a runtime's reports. Thread-safe, and never blocks. A report about a session that has ended in the meantime
     * is ignored, except that a late {@link #launched} leads to a {@link SessionRuntime#terminate}.
     */
    interface Listener {
        /**
         * The session's compute exists.
         *
         * @param handle what {@link SessionRuntime#attach} needs to find it again, at most 2,048 bytes; empty if the
         *     session's id is enough
         */
        void launched(SessionId id, OpaqueBytes handle);

        /** The session accepts work: it becomes IDLE, or BUSY where it has a calculation that was not finished. */
        void ready(SessionId id);

        /** The session works, other than on a calculation: it becomes BUSY. {@link #ready} ends that. */
        void busy(SessionId id);

        /** The code of a calculation began to run. */
        void calculationStarted(CalculationId id);

        /** A calculation ended, and its session accepts work again. Reported before whatever may end the session. */
        void calculationFinished(CalculationId id, CalculationEnd end);

        /** The session is unhealthy and will not recover. */
        void degraded(SessionId id, String detail);

        /** The launch failed, or the session's compute died. */
        void failed(SessionId id, String detail);

        /** The session's compute is gone, as asked for. */
        void ended(SessionId id);
    }
}
