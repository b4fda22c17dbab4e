package dev.berth.server;

import dev.berth.server.identity.KeyStore;
import dev.berth.server.identity.KeyStore.NewKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** What {@code berth key} can do with the identities of a data folder, also while a server uses it. */
enum KeyCommand {
    /** Makes an identity with a new key, and shows that once. */
    CREATE(
            "create",
            true,
            true,
            "Makes an identity, and prints its new access key, whose secret is never shown again.") {
        @Override
        void run(KeyStore keys, Arguments given, BufferedReader in, PrintWriter out) throws IOException {
            NewKey key = keys.create(given.name(), given.actions(), given.on());
            out.println("Access key ID: " + key.accessKeyId());
            out.println("Secret access key: " + key.secretAccessKey());
        }
    },

    /** Makes an identity with a key that is used elsewhere too. */
    IMPORT(
            "import",
            true,
            true,
            "Makes an identity with a key that exists, whose secret it reads from standard input.") {
        @Override
        void run(KeyStore keys, Arguments given, BufferedReader in, PrintWriter out) throws IOException {
            String secret = in.readLine();
            keys.add(
                    given.name(),
                    new NewKey(given.accessKeyId(), secret == null ? "" : secret.strip()),
                    given.actions(),
                    given.on());
        }
    },

    /** Shows all identities without their secrets. */
    LIST("list", false, false, "Prints a line for each identity: name, access key and rules, no secrets.") {
        @Override
        void run(KeyStore keys, Arguments given, BufferedReader in, PrintWriter out) throws IOException {
            keys.list().forEach(out::println);
        }
    },

    /** Takes an identity away. */
    REVOKE("revoke", true, false, "Takes an identity and its key away; a running server knows within a second.") {
        @Override
        void run(KeyStore keys, Arguments given, BufferedReader in, PrintWriter out) throws IOException {
            keys.revoke(given.name());
        }
    };

    private final String word;
    private final boolean hasName;
    private final boolean hasRules;
    private final String description;

    KeyCommand(String word, boolean hasName, boolean hasRules, String description) {
        this.word = word;
        this.hasName = hasName;
        this.hasRules = hasRules;
        this.description = description;
    }

    /**
     * What was given on the command line; empty where a command takes no such thing.
     *
     * @param actions what an identity is allowed
     * @param on which work groups it is allowed that with
     */
    record Arguments(String name, String accessKeyId, List<String> actions, List<String> on) {
        Arguments {
            actions = List.copyOf(actions);
            on = List.copyOf(on);
        }
    }

    /** How it is called on the command line. */
    String word() {
        return word;
    }

    /** Whether it is about one identity, which has to be named. */
    boolean hasName() {
        return hasName;
    }

    /** Whether it can give an identity rules. */
    boolean hasRules() {
        return hasRules;
    }

    /** What it does, for the help. */
    String description() {
        return description;
    }

    /**
     * Does it.
     *
     * @throws IOException if it cannot be done; the message says why
     */
    abstract void run(KeyStore keys, Arguments given, BufferedReader in, PrintWriter out) throws IOException;
}
