package dev.berth.server.console;

import dev.berth.engine.BudgetUse;
import dev.berth.engine.Holding;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who holds DPUs: those who hold the most one by one, the rest together. Immutable. */
final class Holders {
    /** How many are told apart. */
    static final int MAX_TOLD = 20;

    private final List<Holder> most;
    private final List<Holder> rest;

    /** A holder; {@code null} stands for nobody in particular. */
    private record Holder(@Nullable String name, long dpus, long sessions) {}

    private Holders(Collection<Holder> all) {
        List<Holder> sorted = all.stream()
                .filter(holder -> holder.sessions() > 0)
                .sorted(Comparator.comparingLong(Holder::dpus).reversed())
                .toList();
        int told = Math.min(MAX_TOLD, sorted.size());
        this.most = sorted.subList(0, told);
        this.rest = sorted.subList(told, sorted.size());
    }

    static Holders workGroups(Collection<BudgetUse> uses) {
        return new Holders(uses.stream()
                .filter(use -> use.budget().name().workGroup().isPresent())
                .map(use -> new Holder(
                        use.budget().name().workGroup().orElseThrow(),
                        use.budget().heldDpus(),
                        use.liveSessions()))
                .toList());
    }

    static Holders identities(Collection<Holding> holdings) {
        return new Holders(holdings.stream()
                .map(holding -> new Holder(
                        holding.holder().isEmpty() ? null : holding.holder(), holding.dpus(), holding.liveSessions()))
                .toList());
    }

    /** Those who hold the most, the first one more than the next. */
    JsonArray most(String nameMember) {
        JsonArray holders = new JsonArray();
        for (Holder holder : most) {
            holders.add(new JsonObject()
                    .put(nameMember, holder.name())
                    .put("heldDpus", holder.dpus())
                    .put("sessions", holder.sessions()));
        }
        return holders;
    }

    /** How many others there are, and what they hold together; {@code null} if there are none. */
    @Nullable
    JsonObject rest() {
        return rest.isEmpty()
                ? null
                : new JsonObject()
                        .put("count", rest.size())
                        .put("heldDpus", rest.stream().mapToLong(Holder::dpus).sum())
                        .put(
                                "sessions",
                                rest.stream().mapToLong(Holder::sessions).sum());
    }
}
