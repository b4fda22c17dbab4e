package dev.berth.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.engine.BudgetUse;
import dev.berth.engine.Holding;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HoldersTest {
    @Test
    void thoseWhoHoldTheMost_areToldOneByOne_theRestTogether() {
        List<Holding> holdings = new ArrayList<>();
        for (int i = 1; i <= Holders.MAX_TOLD + 2; i++) {
            holdings.add(new Holding("user-" + i, i, 10L * i));
        }
        holdings.add(new Holding("idle", 0, 0));
        Holders holders = Holders.identities(holdings);

        assertThat(holders.most("identity")).hasSize(Holders.MAX_TOLD);
        assertThat(holders.most("identity").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("identity", "user-22")
                        .put("heldDpus", 220L)
                        .put("sessions", 22L));
        assertThat(holders.rest())
                .isEqualTo(new JsonObject().put("count", 2).put("heldDpus", 30L).put("sessions", 3L));
    }

    @Test
    void theAccount_isNoHolder_andNobodyIsNull() {
        assertThat(Holders.workGroups(List.of(use(BudgetName.ACCOUNT), use(BudgetName.ofWorkGroup("a"))))
                        .most("workGroup"))
                .containsExactly(new JsonObject()
                        .put("workGroup", "a")
                        .put("heldDpus", 7L)
                        .put("sessions", 3L));
        Holders nobody = Holders.identities(List.of(new Holding("", 1, 2)));
        assertThat(nobody.most("identity").getJsonObject(0).getValue("identity"))
                .isNull();
        assertThat(nobody.rest()).isNull();
    }

    private static BudgetUse use(BudgetName name) {
        return new BudgetUse(new BudgetView(name, OptionalInt.empty(), 7), 9, 3);
    }
}
