package dev.berth.server.identity;

import dev.berth.server.sigv4.AccessKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Someone who may use the server: a name, an access key, and rules. Immutable. */
public final class Identity implements AccessKey, Caller {
    private final String name;
    private final String accessKeyId;
    private final String secretAccessKey;
    private final List<Rule> allow;
    private final List<Rule> deny;
    private final @Nullable RateLimit rateLimit;

    /** Someone who may send as many requests as is usual. */
    Identity(String name, String accessKeyId, String secretAccessKey, List<Rule> allow, List<Rule> deny) {
        this(name, accessKeyId, secretAccessKey, allow, deny, null);
    }

    Identity(
            String name,
            String accessKeyId,
            String secretAccessKey,
            List<Rule> allow,
            List<Rule> deny,
            @Nullable RateLimit rateLimit) {
        this.name = name;
        this.accessKeyId = accessKeyId;
        this.secretAccessKey = secretAccessKey;
        this.allow = List.copyOf(allow);
        this.deny = List.copyOf(deny);
        this.rateLimit = rateLimit;
    }

    @Override
    public String name() {
        return name;
    }

    String accessKeyId() {
        return accessKeyId;
    }

    @Override
    public String secretAccessKey() {
        return secretAccessKey;
    }

    List<Rule> allow() {
        return allow;
    }

    List<Rule> deny() {
        return deny;
    }

    @Override
    public boolean may(String action, String resource) {
        return isCovered(allow, action, resource) && !isCovered(deny, action, resource);
    }

    private static boolean isCovered(List<Rule> rules, String action, String resource) {
        for (Rule rule : rules) {
            if (rule.covers(action, resource)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean mayAnywhere(String action) {
        return allow.stream().anyMatch(rule -> rule.coversAction(action));
    }

    @Override
    public @Nullable RateLimit rateLimit() {
        return rateLimit;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return name + " " + accessKeyId;
    }
}
