package dev.berth.server.identity;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Changes the identities of a data folder, whether or not a server uses it: two changes at once, of this process or of several,
 * wait for each other. Every method waits for the disk. Thread-safe.
 */
public final class KeyStore {
    private static final String LOCK_FILE = "identities.lock";
    private static final String KEY_ID_PREFIX = "BERTH";
    private static final String KEY_ID_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int KEY_ID_LENGTH = 20;
    private static final int SECRET_BYTES = 30;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path dataFolder;
    private final IdentityFile file;

    /** The store of a data folder, which is made when it is first written to. */
    public KeyStore(Path dataFolder) {
        this.dataFolder = dataFolder;
        this.file = new IdentityFile(dataFolder);
    }

    /**
     * A key as it is shown once.
     *
     * @param accessKeyId its id
     * @param secretAccessKey its secret
     */
    public record NewKey(String accessKeyId, String secretAccessKey) {}

    /**
     * Makes an identity with a key of its own.
     *
     * @param name a name that is not taken
     * @param actions what it may do; with none it may do nothing
     * @param on which work groups it may do that with; ignored without actions
     * @throws IdentitiesException if the name is taken, or something given is not valid
     */
    public NewKey create(String name, List<String> actions, List<String> on) throws IOException {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        NewKey key = new NewKey(newKeyId(), Base64.getEncoder().encodeToString(secret));
        add(name, key, actions, on);
        return key;
    }

    private static String newKeyId() {
        StringBuilder id = new StringBuilder(KEY_ID_PREFIX);
        while (id.length() < KEY_ID_LENGTH) {
            id.append(KEY_ID_CHARACTERS.charAt(RANDOM.nextInt(KEY_ID_CHARACTERS.length())));
        }
        return id.toString();
    }

    /**
     * Makes an identity with a key that was made elsewhere.
     *
     * @param name a name that is not taken
     * @param key a key whose id is not taken
     * @param actions what it may do; with none it may do nothing
     * @param on which work groups it may do that with; ignored without actions
     * @throws IdentitiesException if the name or the id is taken, or something given is not valid
     */
    public void add(String name, NewKey key, List<String> actions, List<String> on) throws IOException {
        List<Rule> allow = actions.isEmpty()
                ? List.of()
                : List.of(new Rule(
                        IdentityText.actions("the actions", actions), IdentityText.resources("the work groups", on)));
        Identity added = new Identity(
                IdentityText.requireName("the name", name),
                IdentityText.requireKeyId("the access key id", key.accessKeyId()),
                IdentityText.requireSecret("the secret access key", key.secretAccessKey()),
                allow,
                List.of());
        Files.createDirectories(dataFolder);
        change(identities -> {
            for (Identity other : identities) {
                requireFree(added, other);
            }
            identities.add(added);
        });
    }

    private static void requireFree(Identity added, Identity other) throws IdentitiesException {
        if (other.name().equals(added.name())) {
            throw new IdentitiesException("there is an identity " + added.name() + " already");
        }
        if (other.accessKeyId().equals(added.accessKeyId())) {
            throw new IdentitiesException("the access key " + added.accessKeyId() + " is that of " + other.name());
        }
    }

    /**
     * Takes an identity and its key away.
     *
     * @throws IdentitiesException if there is no such identity
     */
    public void revoke(String name) throws IOException {
        if (!Files.exists(file.path())) {
            throw unknown(name);
        }
        change(identities -> {
            if (!identities.removeIf(identity -> identity.name().equals(name))) {
                throw unknown(name);
            }
        });
    }

    private static IdentitiesException unknown(String name) {
        return new IdentitiesException("there is no identity " + name);
    }

    /** One line for each identity: its name, its access key, and what it may and may not do. */
    public List<String> list() throws IOException {
        IdentitySet identities = file.read();
        return identities == null
                ? List.of()
                : identities.identities().stream().map(KeyStore::describe).toList();
    }

    private static String describe(Identity identity) {
        List<String> rules = new ArrayList<>();
        identity.allow().forEach(rule -> rules.add("allow " + rule));
        identity.deny().forEach(rule -> rules.add("deny " + rule));
        return identity + " " + (identity.allow().isEmpty() ? "may do nothing" : String.join("; ", rules));
    }

    /** Changes a list of identities, or refuses to. */
    @FunctionalInterface
    private interface Change {
        void apply(List<Identity> identities) throws IdentitiesException;
    }

    /** A file lock is the process's, and goes with its channel; the threads of a process wait here. */
    private void change(Change change) throws IOException {
        synchronized (KeyStore.class) {
            try (FileChannel channel = FileChannel.open(
                    dataFolder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                IdentitySet before = file.read();
                List<Identity> identities = new ArrayList<>(before == null ? List.of() : before.identities());
                change.apply(identities);
                file.write(new IdentitySet(identities));
            }
        }
    }
}
