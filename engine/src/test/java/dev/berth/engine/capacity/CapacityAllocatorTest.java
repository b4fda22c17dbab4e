package dev.berth.engine.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.Refusal;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CapacityAllocatorTest {
    private static final BudgetName TEAM = BudgetName.ofWorkGroup("team");

    private final CapacityAllocator allocator = new CapacityAllocator(10, 6, 4);
    private final Budget team = allocator.newBudget("team", OptionalInt.of(7));
    private final Budget free = allocator.newBudget("free", OptionalInt.empty());

    @Test
    void takesFromBothLevelsAndGivesBackToBoth() {
        assertThat(allocator.tryAcquire(team, 5)).isNull();

        assertThat(allocator.view(team)).isEqualTo(new BudgetView(TEAM, OptionalInt.of(7), 5));
        assertThat(allocator.viewAccount()).isEqualTo(new BudgetView(BudgetName.ACCOUNT, OptionalInt.of(10), 5));

        allocator.release(team, 5);

        assertThat(allocator.view(team).heldDpus()).isZero();
        assertThat(allocator.viewAccount().heldDpus()).isZero();
    }

    @Test
    void fillsABudgetToItsLastDpu() {
        assertThat(allocator.tryAcquire(team, 6)).isNull();
        assertThat(allocator.tryAcquire(team, 1)).isNull();
        assertThat(allocator.tryAcquire(free, 3)).isNull();

        assertThat(allocator.viewAccount().freeDpus()).hasValue(0);
    }

    @Test
    void aFullWorkGroupIsNamedWithItsFigures() {
        assertThat(allocator.tryAcquire(team, 5)).isNull();

        assertThat(allocator.tryAcquire(team, 3)).isEqualTo(new Refusal.BudgetFull(TEAM, 5, 7, 3));
        assertThat(allocator.tryAcquire(team, 2)).isNull();
    }

    @Test
    void aFullAccountIsNamedWithItsFigures() {
        assertThat(allocator.tryAcquire(free, 6)).isNull();

        assertThat(allocator.tryAcquire(team, 5)).isEqualTo(new Refusal.BudgetFull(BudgetName.ACCOUNT, 6, 10, 5));
        assertThat(allocator.tryAcquire(free, 5)).isEqualTo(new Refusal.BudgetFull(BudgetName.ACCOUNT, 6, 10, 5));
    }

    @Test
    void theWorkGroupIsNamedWhereBothAreFull() {
        assertThat(allocator.tryAcquire(team, 6)).isNull();

        assertThat(allocator.tryAcquire(team, 5)).isEqualTo(new Refusal.BudgetFull(TEAM, 6, 7, 5));
    }

    @Test
    void whatCanNeverFitIsToldApartFromWhatDoesNotFitNow() {
        allocator.resize(team, OptionalInt.of(4));
        assertThat(allocator.tryAcquire(team, 5)).isEqualTo(new Refusal.ExceedsBudget(TEAM, 4, 5));

        allocator.resizeAccount(3);
        assertThat(allocator.tryAcquire(team, 4)).isEqualTo(new Refusal.ExceedsBudget(BudgetName.ACCOUNT, 3, 4));
        assertThat(allocator.tryAcquire(free, 4)).isEqualTo(new Refusal.ExceedsBudget(BudgetName.ACCOUNT, 3, 4));
    }

    @Test
    void oneSessionMayNotHoldMoreThanTheCeiling() {
        assertThat(allocator.tryAcquire(team, 6)).isNull();
        assertThat(allocator.tryAcquire(free, 7)).isEqualTo(new Refusal.ExceedsSessionCeiling(6, 7));
        assertThat(allocator.tryAcquire(free, Integer.MAX_VALUE))
                .isEqualTo(new Refusal.ExceedsSessionCeiling(6, Integer.MAX_VALUE));
    }

    @Test
    void aRefusalChangesNothing() {
        assertThat(allocator.tryAcquire(team, 5)).isNull();
        CapacityAllocator.Holdings before = allocator.holdings();

        assertThat(allocator.tryAcquire(team, 3)).isNotNull();
        assertThat(allocator.tryAcquire(free, 6)).isNotNull();

        assertThat(allocator.holdings()).isEqualTo(before);
        assertThat(allocator.view(team).heldDpus()).isEqualTo(5);
        assertThat(allocator.view(free).heldDpus()).isZero();
    }

    @Test
    void aBudgetShrunkBelowWhatIsHeldAdmitsNothingUntilEnoughIsReleased() {
        assertThat(allocator.tryAcquire(team, 3)).isNull();
        assertThat(allocator.tryAcquire(team, 3)).isNull();

        allocator.resize(team, OptionalInt.of(4));

        assertThat(allocator.view(team).heldDpus()).isEqualTo(6);
        assertThat(allocator.view(team).freeDpus()).hasValue(0);
        assertThat(allocator.tryAcquire(team, 1)).isEqualTo(new Refusal.BudgetFull(TEAM, 6, 4, 1));
        allocator.release(team, 3);
        assertThat(allocator.tryAcquire(team, 2)).isEqualTo(new Refusal.BudgetFull(TEAM, 3, 4, 2));
        assertThat(allocator.tryAcquire(team, 1)).isNull();
    }

    @Test
    void anAccountShrunkBelowWhatIsHeldAdmitsNothingUntilEnoughIsReleased() {
        assertThat(allocator.tryAcquire(team, 4)).isNull();
        assertThat(allocator.tryAcquire(free, 4)).isNull();

        allocator.resizeAccount(5);

        assertThat(allocator.tryAcquire(free, 1)).isEqualTo(new Refusal.BudgetFull(BudgetName.ACCOUNT, 8, 5, 1));
        allocator.release(team, 4);
        assertThat(allocator.tryAcquire(free, 1)).isNull();
        allocator.resizeAccount(6);
        assertThat(allocator.tryAcquire(team, 1)).isNull();
        assertThat(allocator.tryAcquire(team, 1)).isInstanceOf(Refusal.BudgetFull.class);
    }

    @Test
    void aLimitMayBeTakenAwayAndPutBack() {
        allocator.resize(team, OptionalInt.empty());

        assertThat(allocator.view(team).limitDpus()).isEmpty();
        assertThat(allocator.tryAcquire(team, 5)).isNull();
        assertThat(allocator.tryAcquire(team, 5)).isNull();

        allocator.resize(team, OptionalInt.of(0));
        assertThat(allocator.tryAcquire(team, 1)).isEqualTo(new Refusal.ExceedsBudget(TEAM, 0, 1));
    }

    @Test
    void aClosedBudgetAdmitsNothingAndStillTakesBack() {
        assertThat(allocator.tryAcquire(team, 2)).isNull();
        allocator.setClosed(team, true);

        assertThat(allocator.tryAcquire(team, 1)).isEqualTo(new Refusal.WorkGroupClosing("team"));
        assertThat(allocator.tryAcquire(free, 1)).isNull();
        allocator.release(team, 2);
        allocator.resize(team, OptionalInt.of(5));
        assertThat(allocator.tryAcquire(team, 1)).isEqualTo(new Refusal.WorkGroupClosing("team"));

        allocator.setClosed(team, false);
        assertThat(allocator.tryAcquire(team, 5)).isNull();
    }

    @Test
    void releasingTwiceIsADefectAndIsToldAtOnce() {
        assertThat(allocator.tryAcquire(team, 2)).isNull();
        assertThat(allocator.tryAcquire(free, 2)).isNull();
        allocator.release(team, 2);

        assertThatIllegalStateException()
                .isThrownBy(() -> allocator.release(team, 2))
                .withMessageContaining("by 2");
        assertThat(allocator.viewAccount().heldDpus()).isEqualTo(2);
        assertThat(allocator.view(team).heldDpus()).isZero();
    }

    @Test
    void asManySessionsMayBeLiveAsIsSaidAndNoMore() {
        for (int i = 0; i < 4; i++) {
            assertThat(allocator.tryAcquire(i % 2 == 0 ? team : free, 1)).isNull();
        }

        assertThat(allocator.tryAcquire(free, 1)).isEqualTo(new Refusal.TooManySessions(4));
        allocator.release(team, 1);
        assertThat(allocator.tryAcquire(free, 1)).isNull();
    }

    @Test
    void whatIsTakenIsClaimedUntilItIsSettled() {
        assertThat(allocator.tryAcquire(team, 2)).isNull();
        assertThat(allocator.tryAcquire(team, 3)).isNull();
        assertThat(allocator.tryAcquire(free, 1)).isNull();

        assertThat(allocator.claimed(team)).isEqualTo(5);
        assertThat(allocator.claimed(free)).isEqualTo(1);
        assertThat(allocator.holdings()).isEqualTo(new CapacityAllocator.Holdings(6, 6, 3));

        allocator.settle(team, 5);

        assertThat(allocator.claimed(team)).isZero();
        assertThat(allocator.holdings()).isEqualTo(new CapacityAllocator.Holdings(6, 1, 3));
        assertThatIllegalStateException().isThrownBy(() -> allocator.settle(team, 1));
    }

    @Test
    void whatWasHeldBeforeARestartIsHeldAgainWhateverTheLimits() {
        allocator.restore(team, 30);

        assertThat(allocator.view(team).heldDpus()).isEqualTo(30);
        assertThat(allocator.holdings()).isEqualTo(new CapacityAllocator.Holdings(30, 0, 1));
        assertThat(allocator.tryAcquire(free, 1)).isEqualTo(new Refusal.BudgetFull(BudgetName.ACCOUNT, 30, 10, 1));
        allocator.release(team, 30);
        assertThat(allocator.tryAcquire(free, 1)).isNull();
    }

    @Test
    void theMostThatWasHeldIsKnownHoweverShortItWas() {
        assertThat(allocator.tryAcquire(team, 3)).isNull();
        assertThat(allocator.tryAcquire(free, 6)).isNull();
        assertThat(allocator.mostHeldByAccount()).isEqualTo(9);
        allocator.release(free, 6);
        assertThat(allocator.tryAcquire(team, 4)).isNull();
        allocator.release(team, 4);

        assertThat(allocator.mostHeldByAccount()).isEqualTo(9);
        assertThat(allocator.mostHeld(team)).isEqualTo(7);
        assertThat(allocator.mostHeld(free)).isEqualTo(6);
    }

    @Test
    void budgetsOfOneNameAreTwoBudgets() {
        Budget again = allocator.newBudget("team", OptionalInt.of(7));
        assertThat(allocator.tryAcquire(team, 6)).isNull();

        assertThat(allocator.tryAcquire(again, 4)).isNull();
        assertThat(allocator.view(team).heldDpus()).isEqualTo(6);
        assertThat(allocator.view(again).heldDpus()).isEqualTo(4);
    }

    @Test
    void anAccountWithoutAnyDpusRefusesEverything() {
        CapacityAllocator empty = new CapacityAllocator(0, 6, 4);

        assertThat(empty.tryAcquire(empty.newBudget("team", OptionalInt.empty()), 1))
                .isEqualTo(new Refusal.ExceedsBudget(BudgetName.ACCOUNT, 0, 1));
    }
}
