package dev.berth.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long TICK = TimerWheel.tickNanos();

    private final List<Alarm> fired = new ArrayList<>();

    @Test
    void aTimerFiresOnceAtItsDeadlineAndNotBefore() {
        TimerWheel wheel = new TimerWheel(0);
        Alarm alarm = new Alarm();
        wheel.arm(alarm, 10 * TICK);

        wheel.advance(10 * TICK - 1, this::note);
        assertThat(fired).isEmpty();
        wheel.advance(10 * TICK, this::note);
        assertThat(fired).containsExactly(alarm);
        wheel.advance(100_000 * TICK, this::note);
        assertThat(fired).hasSize(1);
        assertThat(wheel.size()).isZero();
    }

    @Test
    void aDeadlineBetweenTicksIsRoundedUp() {
        TimerWheel wheel = new TimerWheel(7);
        wheel.arm(new Alarm(), 7 + 3 * TICK + 1);

        wheel.advance(7 + 3 * TICK + 1, this::note);
        assertThat(fired).isEmpty();
        wheel.advance(7 + 4 * TICK, this::note);
        assertThat(fired).hasSize(1);
    }

    @Test
    void aDeadlineThatHasPassedFiresWithTheNextTick() {
        TimerWheel wheel = new TimerWheel(0);
        wheel.advance(1_000 * TICK, this::note);
        wheel.arm(new Alarm(), 5 * TICK);

        wheel.advance(1_001 * TICK, this::note);
        assertThat(fired).hasSize(1);
    }

    @Test
    void deadlinesOfEveryLevelAndBeyondFireInTime() {
        for (long ticks : new long[] {1, 63, 64, 65, 4_095, 4_096, 4_097, 262_143, 262_144, 300_000, 1_100_000}) {
            for (long begin : new long[] {0, 1, 63, 64, 4_095, 5_000}) {
                TimerWheel wheel = new TimerWheel(0);
                Alarm later = new Alarm();
                wheel.arm(later, Long.MAX_VALUE / 4);
                wheel.advance(begin * TICK, this::note);
                wheel.cancel(later);
                wheel.arm(new Alarm(), (begin + ticks) * TICK);
                wheel.advance((begin + ticks) * TICK - 1, this::note);
                assertThat(fired).as("%d after %d", ticks, begin).isEmpty();
                wheel.advance((begin + ticks) * TICK, this::note);
                assertThat(fired).as("%d after %d", ticks, begin).hasSize(1);
                fired.clear();
            }
        }
    }

    @Test
    void aDeadlineFarBeyondTheTopLevelWaits() {
        TimerWheel wheel = new TimerWheel(0);
        wheel.arm(new Alarm(), Long.MAX_VALUE / 4);
        wheel.advance(20_000_000 * TICK, this::note);

        assertThat(fired).isEmpty();
        assertThat(wheel.size()).isEqualTo(1);
    }

    @Test
    void aCancelledTimerDoesNotFireAndMayBeArmedAgain() {
        TimerWheel wheel = new TimerWheel(0);
        Alarm alarm = new Alarm();
        wheel.arm(alarm, 2 * TICK);
        wheel.cancel(alarm);
        wheel.cancel(alarm);
        assertThat(wheel.size()).isZero();
        wheel.advance(5 * TICK, this::note);
        assertThat(fired).isEmpty();

        wheel.arm(alarm, 7 * TICK);
        wheel.arm(alarm, 9 * TICK);
        assertThat(wheel.size()).isEqualTo(1);
        wheel.advance(8 * TICK, this::note);
        assertThat(fired).isEmpty();
        wheel.advance(9 * TICK, this::note);
        assertThat(fired).containsExactly(alarm);
    }

    @Test
    void aTimerThatFiresMayArmItselfAndCancelOthers() {
        TimerWheel wheel = new TimerWheel(0);
        Alarm periodic = new Alarm();
        List<Alarm> rivals = List.of(new Alarm(), new Alarm());
        rivals.forEach(rival -> wheel.arm(rival, 10 * TICK));
        wheel.arm(periodic, TICK);
        wheel.advance(130 * TICK, timer -> {
            note(timer);
            if (timer == periodic) {
                wheel.arm(periodic, fired.size() * 64L * TICK);
            } else {
                rivals.forEach(wheel::cancel);
            }
        });

        assertThat(fired.stream().filter(each -> each == periodic)).hasSizeGreaterThanOrEqualTo(2);
        assertThat(fired.stream().filter(rivals::contains))
                .as("the first cancels the other")
                .hasSize(1);
        assertThat(wheel.size()).isEqualTo(1);
    }

    @Test
    void nothingIsToBeDoneWhileNothingIsArmed() {
        TimerWheel wheel = new TimerWheel(0);
        assertThat(wheel.nanosToNextWork(0)).isEqualTo(Long.MAX_VALUE);
        wheel.advance(Duration.ofDays(1_000).toNanos(), this::note);
        assertThat(fired).isEmpty();
    }

    /** Never early, at most a tick late, each exactly once: against a map that is looked through each time. */
    @Test
    void agreesWithANaiveReferenceWhateverIsDone() {
        SplittableRandom seeds = new SplittableRandom(Seeds.next(TimerWheelTest.class));
        for (int run = 0; run < 20; run++) {
            new Fuzz(seeds.split()).play(2_500);
        }
    }

    private void note(TimerWheel.Timer timer) {
        fired.add((Alarm) timer);
    }

    private static final class Alarm extends TimerWheel.Timer {}

    private static final class Fuzz {
        private final SplittableRandom random;
        private final List<Alarm> alarms = new ArrayList<>();
        private final Map<Alarm, Long> dueTicks = new HashMap<>();
        private final TimerWheel wheel;
        private final long start;
        private long now;
        private long advancedTick;

        Fuzz(SplittableRandom random) {
            this.random = random;
            this.start = random.nextLong() >> 8;
            this.now = start;
            this.wheel = new TimerWheel(start);
            for (int i = 0; i < 50; i++) {
                alarms.add(new Alarm());
            }
        }

        void play(int steps) {
            for (int step = 0; step < steps; step++) {
                int choice = random.nextInt(10);
                Alarm alarm = alarms.get(random.nextInt(alarms.size()));
                if (choice < 5) {
                    arm(alarm);
                } else if (choice < 6) {
                    wheel.cancel(alarm);
                    dueTicks.remove(alarm);
                } else {
                    advance();
                }
                assertThat(wheel.size()).isEqualTo(dueTicks.size());
            }
        }

        private void arm(Alarm alarm) {
            long deadline = now + anyDelay();
            wheel.arm(alarm, deadline);
            dueTicks.put(alarm, Math.max((deadline - start + TICK - 1) / TICK, advancedTick + 1));
        }

        private void advance() {
            long sleep = wheel.nanosToNextWork(now);
            assertThat(sleep).isGreaterThanOrEqualTo(TICK);
            boolean sleeps = random.nextBoolean() && sleep != Long.MAX_VALUE;
            now += sleeps ? sleep : Math.min(anyDelay(), Duration.ofHours(6).toNanos());
            long tick = (now - start) / TICK;
            if (sleeps) {
                assertThat(dueTicks.values())
                        .as("whoever sleeps as told wakes a tick late at most")
                        .allMatch(due -> due >= tick - 1);
            }
            wheel.advance(now, timer -> {
                Long due = dueTicks.remove((Alarm) timer);
                assertThat(due).as("fires once").isNotNull().isLessThanOrEqualTo(tick);
                if (random.nextInt(4) == 0) {
                    Alarm other = alarms.get(random.nextInt(alarms.size()));
                    wheel.cancel(other);
                    dueTicks.remove(other);
                }
            });
            advancedTick = tick;
            assertThat(dueTicks.values()).as("none is late").allMatch(due -> due > tick);
        }

        private long anyDelay() {
            return switch (random.nextInt(6)) {
                case 0 -> random.nextLong(TICK);
                case 1 -> random.nextLong(TICK * 64);
                case 2 -> random.nextLong(TICK * 64 * 64);
                case 3 -> random.nextLong(TICK * 64 * 64 * 64);
                case 4 -> TICK * 64 * random.nextInt(130);
                default -> random.nextInt(10) > 0 ? random.nextLong(TICK * 100) : random.nextLong(Long.MAX_VALUE / 4);
            };
        }
    }
}
