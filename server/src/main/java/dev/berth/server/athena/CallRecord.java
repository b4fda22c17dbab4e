package dev.berth.server.athena;

import dev.berth.server.awsjson.Operation;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.identity.Caller;

/** Takes down what becomes of one call. Not thread-safe. */
interface CallRecord {
    /** For calls that nobody wants to read about. */
    CallRecord NONE = new CallRecord() {
        @Override
        public void by(Caller caller) {}

        @Override
        public void about(Operation operation, Structure request) {}

        @Override
        public void session(String id) {}

        @Override
        public void calculation(String id) {}

        @Override
        public void ended(String outcome) {}
    };

    /** The caller is this one, proven. */
    void by(Caller caller);

    /** This is asked; it meets the model. */
    void about(Operation operation, Structure request);

    /** This session was started. */
    void session(String id);

    /** This calculation was started. */
    void calculation(String id);

    /** The call has ended, which is the last that is said of it. */
    void ended(String outcome);
}
