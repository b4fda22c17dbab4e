package dev.berth.server.process;

import dev.berth.server.process.HttpApi.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One client among several: it asks for one thing after the other, chosen at random, and writes down each before it asks and
 * after it was told. The first time that it gets no answer it stops. What it has made it alone changes; tokens it shares.
 */
final class LoadClient implements Runnable {
    static final String SHARED_WORK_GROUP = "spark-primary";
    /** So that a limit never refuses a session. */
    static final int LEAST_LIMIT = 1_000_000;

    private static final int MAX_WORK_GROUPS = 4;

    private final HttpApi api;
    private final Ledger ledger;
    private final String name;
    private final SplittableRandom random;
    private final Runnable onAnswer;
    private final List<Ledger.Session> sessions = new ArrayList<>();
    private final List<Ledger.WorkGroup> workGroups = new ArrayList<>();
    private int count;
    private boolean answered = true;

    /**
     * A client.
     *
     * @param name what no other client is called, also none of an earlier server
     * @param onAnswer called after each answer that was written down
     */
    LoadClient(HttpApi api, Ledger ledger, String name, SplittableRandom random, Runnable onAnswer) {
        this.api = api;
        this.ledger = ledger;
        this.name = name;
        this.random = random;
        this.onAnswer = onAnswer;
    }

    @Override
    public void run() {
        while (answered) {
            count++;
            step();
        }
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 20) {
            start();
        } else if (dice < 50) {
            startWithToken();
        } else if (dice < 62) {
            repeatStart();
        } else if (dice < 76) {
            tag();
        } else if (dice < 86) {
            terminate();
        } else if (dice < 90) {
            createWorkGroup();
        } else if (dice < 98) {
            changeWorkGroup();
        } else {
            deleteWorkGroup();
        }
    }

    private void start() {
        JsonObject request = request();
        Answer answer = ask("StartSession", request);
        if (answer != null) {
            sessions.add(ledger.add(answer.json().getString("SessionId"), request));
            onAnswer.run();
        }
    }

    private void startWithToken() {
        JsonObject request = request().put("ClientRequestToken", name + "-" + count + "-" + "0".repeat(32));
        Ledger.TokenUse use = ledger.addToken(request);
        Answer answer = ask("StartSession", request);
        if (answer != null) {
            check(use, answer);
            sessions.add(ledger.add(answer.json().getString("SessionId"), request));
            onAnswer.run();
        }
    }

    /** Uses a token again, of whomever: one that was answered, or one that is just being used. */
    private void repeatStart() {
        List<Ledger.TokenUse> known = ledger.tokens();
        if (known.isEmpty()) {
            return;
        }
        int fromEnd = (int) (known.size() * Math.pow(random.nextDouble(), 3));
        Ledger.TokenUse use = known.get(known.size() - 1 - fromEnd);
        Answer answer = ask("StartSession", use.request);
        if (answer != null) {
            check(use, answer);
            onAnswer.run();
        }
    }

    private static void check(Ledger.TokenUse use, Answer answer) {
        if (!use.answered(answer.body())) {
            throw new AssertionError("another answer under the same token: " + answer + " to " + use.request);
        }
    }

    private void tag() {
        if (sessions.isEmpty()) {
            return;
        }
        Ledger.Session session = sessions.get(random.nextInt(sessions.size()));
        JsonObject tag = new JsonObject().put("Key", "n").put("Value", "" + session.tag.next());
        JsonObject request = new JsonObject().put("ResourceARN", session.arn()).put("Tags", new JsonArray().add(tag));
        if (ask("TagResource", request) != null) {
            session.tag.acknowledge();
            onAnswer.run();
        }
    }

    private void terminate() {
        if (sessions.isEmpty()) {
            return;
        }
        Ledger.Session session = sessions.get(random.nextInt(sessions.size()));
        session.end.ask();
        if (ask("TerminateSession", new JsonObject().put("SessionId", session.id)) != null) {
            session.end.acknowledge();
            onAnswer.run();
        }
    }

    private void createWorkGroup() {
        if (workGroups.size() == MAX_WORK_GROUPS) {
            return;
        }
        Ledger.WorkGroup workGroup = ledger.addWorkGroup(name + "-" + count);
        workGroup.creation.ask();
        JsonObject engine = new JsonObject().put("SelectedEngineVersion", "PySpark engine version 3");
        JsonObject configuration = new JsonObject()
                .put("EngineVersion", engine)
                .put("ExecutionRole", "arn:aws:iam::000000000000:role/berth-test")
                .put("ResultConfiguration", new JsonObject().put("OutputLocation", "s3://berth-test/"));
        JsonObject request = new JsonObject()
                .put("Name", workGroup.name)
                .put("Description", "0")
                .put("Configuration", configuration);
        if (ask("CreateWorkGroup", request) != null) {
            workGroup.creation.acknowledge();
            workGroups.add(workGroup);
            onAnswer.run();
        }
    }

    private void changeWorkGroup() {
        if (workGroups.isEmpty()) {
            return;
        }
        Ledger.WorkGroup workGroup = workGroups.get(random.nextInt(workGroups.size()));
        if (random.nextBoolean()) {
            JsonObject request = new JsonObject()
                    .put("WorkGroup", workGroup.name)
                    .put("Description", "" + workGroup.description.next());
            if (ask("UpdateWorkGroup", request) != null) {
                workGroup.description.acknowledge();
                onAnswer.run();
            }
        } else {
            JsonObject limit = new JsonObject().put("limitDpus", LEAST_LIMIT + workGroup.limit.next());
            if (successOf("budget", api.put("/admin/v1/budgets/workgroup/" + workGroup.name, limit)) != null) {
                workGroup.limit.acknowledge();
                onAnswer.run();
            }
        }
    }

    private void deleteWorkGroup() {
        if (workGroups.isEmpty()) {
            return;
        }
        Ledger.WorkGroup workGroup = workGroups.remove(random.nextInt(workGroups.size()));
        List<Ledger.Session> its = sessions.stream()
                .filter(session -> session.workGroup().equals(workGroup.name))
                .toList();
        workGroup.deletion.ask();
        its.forEach(session -> session.end.ask());
        JsonObject request = new JsonObject().put("WorkGroup", workGroup.name).put("RecursiveDeleteOption", true);
        if (ask("DeleteWorkGroup", request) != null) {
            workGroup.deletion.acknowledge();
            its.forEach(session -> session.end.acknowledge());
            onAnswer.run();
        }
    }

    private JsonObject request() {
        int choice = random.nextInt(workGroups.size() + 1);
        String workGroup = choice == 0 ? SHARED_WORK_GROUP : workGroups.get(choice - 1).name;
        return new JsonObject()
                .put("WorkGroup", workGroup)
                .put("Description", name + " " + count + " " + "é".repeat(random.nextInt(200)))
                .put("SessionIdleTimeoutInMinutes", 60 + random.nextInt(100))
                .put("EngineConfiguration", new JsonObject().put("MaxConcurrentDpus", 2 + random.nextInt(50)));
    }

    private @Nullable Answer ask(String operation, JsonObject request) {
        return successOf(operation, api.call(operation, request));
    }

    /** The answer, which must be a success; null if there was none, and then there is no next question. */
    private @Nullable Answer successOf(String question, Optional<Answer> given) {
        if (given.isEmpty()) {
            answered = false;
            return null;
        }
        if (!given.get().isSuccess()) {
            throw new AssertionError(question + " was answered with " + given.get());
        }
        return given.get();
    }
}
