package dev.berth.api;

import static dev.berth.api.SessionState.BUSY;
import static dev.berth.api.SessionState.CREATED;
import static dev.berth.api.SessionState.CREATING;
import static dev.berth.api.SessionState.DEGRADED;
import static dev.berth.api.SessionState.FAILED;
import static dev.berth.api.SessionState.IDLE;
import static dev.berth.api.SessionState.TERMINATED;
import static dev.berth.api.SessionState.TERMINATING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SessionStateTest {
    @Test
    void movesAreExactlyThoseOfTheTable() {
        Map<SessionState, Set<SessionState>> table = new EnumMap<>(SessionState.class);
        table.put(CREATING, EnumSet.of(CREATED, DEGRADED, TERMINATING, FAILED));
        table.put(CREATED, EnumSet.of(IDLE, BUSY, DEGRADED, TERMINATING, FAILED));
        table.put(IDLE, EnumSet.of(BUSY, DEGRADED, TERMINATING, FAILED));
        table.put(BUSY, EnumSet.of(IDLE, DEGRADED, TERMINATING, FAILED));
        table.put(DEGRADED, EnumSet.of(TERMINATING, FAILED));
        table.put(TERMINATING, EnumSet.of(TERMINATED));
        table.put(TERMINATED, EnumSet.noneOf(SessionState.class));
        table.put(FAILED, EnumSet.noneOf(SessionState.class));

        for (SessionState from : SessionState.values()) {
            Set<SessionState> allowed =
                    Arrays.stream(SessionState.values()).filter(from::canBecome).collect(Collectors.toSet());
            assertThat(allowed).as("from %s", from).isEqualTo(table.get(from));
        }
    }

    @Test
    void anEndedSessionStaysAsItIs() {
        for (SessionState from : SessionState.values()) {
            boolean canMove = Arrays.stream(SessionState.values()).anyMatch(from::canBecome);
            assertThat(from.isEnded()).as("%s", from).isEqualTo(!canMove);
        }
    }

    @Test
    void activeMeansUsableOrAboutToBe() {
        assertThat(SessionState.ACTIVE).containsExactlyInAnyOrder(CREATING, CREATED, IDLE, BUSY);
        for (SessionState state : SessionState.values()) {
            assertThat(state.isActive()).as("%s", state).isEqualTo(SessionState.ACTIVE.contains(state));
        }
    }

    @Test
    void everyLiveStateLeadsToAnEnd() {
        for (SessionState state : SessionState.values()) {
            boolean leads = state.isEnded() || state == TERMINATING || state.canBecome(TERMINATING);
            assertThat(leads).as("%s", state).isTrue();
        }
        assertThat(TERMINATING.canBecome(TERMINATED)).isTrue();
    }
}
