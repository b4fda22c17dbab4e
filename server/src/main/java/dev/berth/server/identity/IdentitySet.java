package dev.berth.server.identity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All identities of one moment. Immutable. */
final class IdentitySet {
    /** Nobody. */
    static final IdentitySet NOBODY = new IdentitySet(List.of());

    private final List<Identity> identities;
    private final Map<String, Identity> byAccessKeyId;

    /** Identities whose names and access keys are different. */
    IdentitySet(List<Identity> identities) {
        this.identities = List.copyOf(identities);
        Map<String, Identity> byKey = new HashMap<>();
        identities.forEach(identity -> byKey.put(identity.accessKeyId(), identity));
        this.byAccessKeyId = Map.copyOf(byKey);
    }

    /** In the order of the file. */
    List<Identity> identities() {
        return identities;
    }

    /** The owner of an access key. */
    @Nullable
    Identity find(String accessKeyId) {
        return byAccessKeyId.get(accessKeyId);
    }

    int size() {
        return identities.size();
    }
}
