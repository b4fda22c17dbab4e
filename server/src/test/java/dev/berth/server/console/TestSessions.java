package dev.berth.server.console;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.server.http.FakeScheduler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Sessions whose attributes are their description. */
final class TestSessions implements SessionReader {
    private TestSessions() {}

    static final SessionReader READER = new TestSessions();

    static SessionView session(SessionId id, String workGroup, SessionState state, String description) {
        return new SessionView(
                id,
                FakeScheduler.workGroup(workGroup, "v1", OpaqueBytes.EMPTY),
                1,
                Duration.ofMinutes(20),
                OpaqueBytes.ofUtf8(description),
                null,
                state,
                null,
                FakeScheduler.CREATED,
                FakeScheduler.CREATED,
                null,
                null,
                0);
    }

    /** {@code text/identity/notebook}, each of which may be missing. */
    @Override
    public Description describe(SessionView session) {
        String[] parts = new String(session.attributes().toByteArray(), StandardCharsets.UTF_8).split("/", -1);
        return new Description(
                parts[0].isEmpty() ? null : parts[0],
                parts.length > 1 ? parts[1] : null,
                parts.length > 2 ? parts[2] : null);
    }

    @Override
    public byte[] details(SessionView session) {
        return "{\"Kept\":true}".getBytes(StandardCharsets.UTF_8);
    }
}
