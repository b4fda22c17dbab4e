package dev.berth.api;

import org.jspecify.annotations.Nullable;

/**
 * A caller's name for one request to start a session. However often the request is sent under the same token, it starts
 * at most one session, for as long as the token is remembered. Compared as it is: no trimming, no folding of case.
 *
 * @param value the text of the token, not empty
 */
public record RequestToken(String value) implements Comparable<RequestToken> {

    /** Refuses the empty token. */
    public RequestToken {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a request token must not be empty");
        }
    }

    /** Ordered by text, so that a hash table under a flood of colliding tokens degrades to a tree and not to a list. */
    @Override
    public int compareTo(RequestToken other) {
        return value.compareTo(other.value);
    }

    /** As of any record; spelled out because tokens are compared on the hot path. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RequestToken that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
