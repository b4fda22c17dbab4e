package dev.berth.engine;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.CreateWorkGroupOutcome;
import dev.berth.api.WorkGroup;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Makes what a configuration asks for true of an engine that has read its journal: work groups that are to exist, and limits that
 * were given and win over the journaled ones. Each difference becomes a fact, so that it holds until something else is given.
 */
final class Preparation {
    private final Engine engine;
    private final EngineConfig config;
    private final boolean isNew;

    /** @param isNew whether the journal was empty */
    Preparation(Engine engine, EngineConfig config, boolean isNew) {
        this.engine = engine;
        this.config = config;
        this.isNew = isNew;
    }

    /**
     * Completes when everything is in the journal; fails with a {@link CompletionException} that says what cannot be done.
     * What is to be there at the first start only is queued before this returns, and before all else.
     */
    CompletableFuture<Void> begin() {
        CompletableFuture<?> initial = isNew ? createInitial() : CompletableFuture.completedFuture(null);
        return initial.thenCompose(done -> resize(BudgetName.ACCOUNT, config.accountDpus()))
                .thenCompose(done -> inOrder(config.workGroups()))
                .thenAccept(done -> {});
    }

    /** All at once, so that they become durable together: after a crash all of them are there, or the journal is still new. */
    private CompletableFuture<?> createInitial() {
        List<CreateWorkGroup> initial = config.initialWorkGroups();
        return initial.size() > config.maxQueuedChanges()
                ? inOrder(initial)
                : CompletableFuture.allOf(initial.stream().map(this::ensure).toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<?> inOrder(List<CreateWorkGroup> wanted) {
        CompletableFuture<?> steps = CompletableFuture.completedFuture(null);
        for (CreateWorkGroup workGroup : wanted) {
            steps = steps.thenCompose(done -> ensure(workGroup));
        }
        return steps;
    }

    private CompletableFuture<?> ensure(CreateWorkGroup wanted) {
        return engine.createWorkGroup(wanted)
                .thenCompose(outcome -> outcome == CreateWorkGroupOutcome.CREATED
                        ? CompletableFuture.completedFuture(null)
                        : keep(wanted, outcome));
    }

    private CompletableFuture<?> keep(CreateWorkGroup wanted, CreateWorkGroupOutcome outcome) {
        Optional<WorkGroup> found = engine.workGroup(wanted.name());
        if (outcome != CreateWorkGroupOutcome.NAME_TAKEN || found.isEmpty()) {
            throw cannot(wanted, outcome.toString());
        }
        String engineVersion = found.get().engineVersion();
        if (!engineVersion.equals(wanted.engineVersion())) {
            throw cannot(wanted, "it exists with engine version " + engineVersion + ", not " + wanted.engineVersion());
        }
        return resize(BudgetName.ofWorkGroup(wanted.name()), wanted.limitDpus());
    }

    private CompletableFuture<?> resize(BudgetName name, OptionalInt limitDpus) {
        OptionalInt limitNow = engine.budget(name).map(BudgetView::limitDpus).orElse(OptionalInt.empty());
        return limitDpus.isEmpty() || limitDpus.equals(limitNow)
                ? CompletableFuture.completedFuture(null)
                : engine.resizeBudget(name, limitDpus);
    }

    private static CompletionException cannot(CreateWorkGroup wanted, String why) {
        return new CompletionException(
                new IllegalStateException("work group " + wanted.name() + " cannot be created: " + why));
    }
}
