package dev.berth.engine;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.WorkGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The work groups and budgets that anybody was told or shown: each is as it was acknowledged last, or as a call wants it that
 * has no answer; and no budget holds more than it allows, unless it was shrunk.
 */
final class WorkGroupPromises {
    private static final OpaqueBytes NONE = OpaqueBytes.ofUtf8("none");

    private final Map<String, Register<OpaqueBytes>> contents = new HashMap<>();
    private final Map<String, WorkGroup> shown = new HashMap<>();
    private final Map<BudgetName, Register<Optional<OptionalInt>>> limits = new HashMap<>();
    private final Map<BudgetName, Integer> heldBefore = new HashMap<>();

    /** Work groups of the given names, none of which is there, and the account's budget with its first limit. */
    WorkGroupPromises(Iterable<String> names) {
        OptionalInt first = OptionalInt.of(EngineConfig.DEFAULT_ACCOUNT_DPUS);
        limits.put(BudgetName.ACCOUNT, new Register<>("the account's limit", Optional.of(first)));
        for (String name : names) {
            contents.put(name, new Register<>("work group " + name, NONE));
            limits.put(BudgetName.ofWorkGroup(name), new Register<>("the limit of " + name, Optional.empty()));
        }
    }

    /** The work group's attributes, which every change of it makes others; that of {@link #none} if it is not there. */
    Register<OpaqueBytes> contentOf(String name) {
        return Objects.requireNonNull(contents.get(name));
    }

    /** The limit of a budget; empty if there is no such budget. */
    Register<Optional<OptionalInt>> limitOf(BudgetName name) {
        return Objects.requireNonNull(limits.get(name));
    }

    static OpaqueBytes none() {
        return NONE;
    }

    /** A start is given the limit of the account. */
    void accountLimitIsGiven(int limitDpus) {
        limitOf(BudgetName.ACCOUNT).asked(Optional.of(OptionalInt.of(limitDpus)));
    }

    /** Notes what a creation asks for. */
    void creationAsked(CreateWorkGroup request) {
        contentOf(request.name()).asked(request.attributes());
        limitOf(BudgetName.ofWorkGroup(request.name())).asked(Optional.of(request.limitDpus()));
    }

    /** Notes that it will not happen. */
    void creationRefused(CreateWorkGroup request) {
        contentOf(request.name()).refused(request.attributes());
        limitOf(BudgetName.ofWorkGroup(request.name())).refused(Optional.of(request.limitDpus()));
    }

    /** Notes that it has happened. */
    void creationAcknowledged(CreateWorkGroup request) {
        contentOf(request.name()).acknowledged(request.attributes());
        limitOf(BudgetName.ofWorkGroup(request.name())).acknowledged(Optional.of(request.limitDpus()));
    }

    /** Notes that a deletion is asked for. */
    void deletionAsked(String name) {
        contentOf(name).asked(NONE);
        limitOf(BudgetName.ofWorkGroup(name)).asked(Optional.empty());
    }

    /** Notes that it will not happen. */
    void deletionRefused(String name) {
        contentOf(name).refused(NONE);
        limitOf(BudgetName.ofWorkGroup(name)).refused(Optional.empty());
    }

    /** Notes that it has happened. */
    void deletionAcknowledged(String name) {
        contentOf(name).acknowledged(NONE);
        limitOf(BudgetName.ofWorkGroup(name)).acknowledged(Optional.empty());
    }

    /** Looks at everything. */
    void look(Engine engine) {
        contents.forEach((name, register) -> {
            Optional<WorkGroup> group = engine.workGroup(name);
            register.look(group.map(WorkGroup::attributes).orElse(NONE));
            requireSame(name, group);
        });
        limits.forEach((name, register) -> register.look(engine.budget(name).map(BudgetView::limitDpus)));
        List<BudgetView> budgets = engine.budgets();
        budgets.forEach(this::requireWithinLimit);
        heldBefore.keySet().retainAll(budgets.stream().map(BudgetView::name).toList());
    }

    /** What was shown after a restart stays, whatever the calls before it wanted. */
    void outcomesAreKnown() {
        contents.values().forEach(Register::settle);
        limits.values().forEach(Register::settle);
    }

    /** Attributes are new with each change, so the rest is the same where they are. */
    private void requireSame(String name, Optional<WorkGroup> group) {
        WorkGroup before = shown.get(name);
        if (group.isPresent()
                && before != null
                && before.attributes().equals(group.get().attributes())
                && !before.equals(group.get())) {
            throw new AssertionError("was " + before + ", is " + group.get());
        }
        group.ifPresent(view -> shown.put(name, view));
    }

    private void requireWithinLimit(BudgetView budget) {
        int before = heldBefore.getOrDefault(budget.name(), 0);
        boolean isOver = budget.limitDpus().isPresent()
                && budget.heldDpus() > budget.limitDpus().getAsInt();
        if (isOver && budget.heldDpus() > before) {
            throw new AssertionError("over its limit, and held " + before + " before: " + budget);
        }
        heldBefore.put(budget.name(), budget.heldDpus());
    }
}
