package dev.berth.api;

import java.util.List;

/**
 * A page of sessions, newest first.
 *
 * @param sessions the sessions of this page
 * @param hasMore whether a page after the last of them would hold at least one more
 */
public record SessionPage(List<SessionView> sessions, boolean hasMore) {
    /** Copies the list. */
    public SessionPage {
        sessions = List.copyOf(sessions);
    }
}
