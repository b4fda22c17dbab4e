package dev.berth.server.runtime.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.api.CalculationId;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.spi.SessionRuntime.Calculation;
import dev.berth.spi.SessionRuntime.Launch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SimulatedRuntimeTest {
    private static final Delay NOW = Delay.fixed(Duration.ZERO);
    private static final Delay SECOND = Delay.fixed(Duration.ofSeconds(1));
    private static final Duration JUST_UNDER_A_SECOND = Duration.ofMillis(999);
    private static final CalculationOutput NO_OUTPUT = (launch, calculation, end) -> CompletableFuture.allOf();
    private static final Duration MILLI = Duration.ofMillis(1);

    private final ManualTimer timer = new ManualTimer();
    private final RecordingListener listener = new RecordingListener(() -> {});

    @Test
    void launch_withFixedTime_isReadyThen() throws Exception {
        SimulatedRuntime runtime = runtime(SimulatedConfig.healthy(SECOND, NOW));

        runtime.launch(launch(1), listener);
        timer.advance(JUST_UNDER_A_SECOND);
        assertThat(listener.reports).isEmpty();

        timer.advance(MILLI);
        assertThat(listener.reports).containsExactly("launched 1", "ready 1");
    }

    @Test
    void launch_withZeroTime_isReadyAtOnceWithoutTimer() {
        SimulatedRuntime runtime = runtime(SimulatedConfig.healthy(NOW, NOW));

        runtime.launch(launch(1), listener);

        assertThat(listener.reports).containsExactly("launched 1", "ready 1");
        assertThat(timer.armedTimeouts()).isZero();
    }

    @Test
    void launch_thatFails_reportsNothingElse() throws Exception {
        SimulatedRuntime runtime = runtime(new SimulatedConfig(SECOND, NOW, NOW, 1, 1, Duration.ZERO, 1));

        runtime.launch(launch(1), listener);
        timer.advance(Duration.ofDays(1));

        assertThat(listener.reports).containsExactly("failed 1");
    }

    @Test
    void session_thatDegrades_doesSoAfterItsTime() throws Exception {
        SimulatedRuntime runtime = runtime(new SimulatedConfig(NOW, NOW, NOW, 0, 1, Duration.ofSeconds(1), 1));

        runtime.launch(launch(1), listener);
        timer.advance(JUST_UNDER_A_SECOND);
        assertThat(listener.reports).containsExactly("launched 1", "ready 1");

        timer.advance(MILLI);
        assertThat(listener.reports).containsExactly("launched 1", "ready 1", "degraded 1");
    }

    @Test
    void terminate_idleSession_endsAfterItsTime() throws Exception {
        SimulatedRuntime runtime = runtime(SimulatedConfig.healthy(NOW, SECOND));
        runtime.launch(launch(1), listener);

        runtime.terminate(id(1), listener);
        timer.advance(JUST_UNDER_A_SECOND);
        assertThat(listener.reports).doesNotContain("ended 1");

        timer.advance(MILLI);
        assertThat(listener.reports).containsExactly("launched 1", "ready 1", "ended 1");
    }

    @Test
    void terminate_duringLaunch_cancelsIt() throws Exception {
        SimulatedRuntime runtime = runtime(SimulatedConfig.healthy(SECOND, NOW));
        runtime.launch(launch(1), listener);

        runtime.terminate(id(1), listener);
        timer.advance(Duration.ofDays(1));

        assertThat(listener.reports).containsExactly("ended 1");
        assertThat(timer.armedTimeouts()).isZero();
    }

    @Test
    void terminate_beforeDegradation_cancelsIt() throws Exception {
        SimulatedRuntime runtime = runtime(new SimulatedConfig(NOW, NOW, NOW, 0, 1, Duration.ofSeconds(1), 1));
        runtime.launch(launch(1), listener);

        runtime.terminate(id(1), listener);
        timer.advance(Duration.ofDays(1));

        assertThat(listener.reports).containsExactly("launched 1", "ready 1", "ended 1");
    }

    @Test
    void terminate_twice_endsOnce() throws Exception {
        SimulatedRuntime runtime = runtime(SimulatedConfig.healthy(NOW, SECOND));
        runtime.launch(launch(1), listener);

        runtime.terminate(id(1), listener);
        runtime.terminate(id(1), listener);
        timer.advance(Duration.ofDays(1));

        assertThat(listener.reports).containsExactly("launched 1", "ready 1", "ended 1");
    }

    @Test
    void terminate_unknownSession_reportsItsEnd() {
        runtime(SimulatedConfig.healthy(NOW, NOW)).terminate(id(9), listener);

        assertThat(listener.reports).containsExactly("ended 9");
    }

    @Test
    void attach_isReady() {
        runtime(SimulatedConfig.healthy(SECOND, NOW)).attach(launch(1), OpaqueBytes.EMPTY, null, listener);

        assertThat(listener.reports).containsExactly("ready 1");
    }

    @Test
    void idleAndEndedSessions_takeNoMemory() throws Exception {
        SimulatedRuntime runtime = runtime(SimulatedConfig.healthy(SECOND, SECOND));
        for (int session = 0; session < 1_000; session++) {
            runtime.launch(launch(session), listener);
        }
        timer.advance(Duration.ofSeconds(1));
        assertThat(runtime.sessionsWithStepAhead()).isZero();

        runtime.terminate(id(1), listener);
        timer.advance(Duration.ofSeconds(1));
        assertThat(runtime.sessionsWithStepAhead()).isZero();
    }

    @Test
    void close_silencesIt() throws Exception {
        SimulatedRuntime runtime = runtime(SimulatedConfig.healthy(SECOND, NOW));
        runtime.launch(launch(1), listener);

        runtime.close();
        timer.advance(Duration.ofDays(1));

        assertThat(listener.reports).isEmpty();
    }

    @Test
    void sameSeedAndCalls_leadToTheSameReports() throws Exception {
        List<String> first = reportsWithSeed(7);

        assertThat(reportsWithSeed(7)).isEqualTo(first);
        assertThat(reportsWithSeed(8)).isNotEqualTo(first);
    }

    @Test
    void rates_areMetOverManyLaunches() throws Exception {
        SimulatedRuntime runtime = runtime(new SimulatedConfig(NOW, NOW, NOW, 0.1, 0.5, MILLI, 1));
        for (int session = 0; session < 10_000; session++) {
            runtime.launch(launch(session), listener);
        }
        timer.advance(MILLI);

        assertThat(count("failed")).isBetween(900L, 1_100L);
        assertThat(count("degraded")).isBetween(4_300L, 4_700L);
    }

    @Test
    void onWheel_reportsFromItsOwnThread() throws Exception {
        CountDownLatch reported = new CountDownLatch(1);
        RecordingListener counting = new RecordingListener(reported::countDown);
        try (SimulatedRuntime runtime =
                SimulatedRuntime.onWheel(SimulatedConfig.healthy(NOW, Delay.fixed(MILLI)), NO_OUTPUT)) {
            runtime.terminate(id(1), counting);

            assertThat(reported.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void config_outOfRange_isRefused() {
        assertThatThrownBy(() -> new SimulatedConfig(NOW, NOW, NOW, 1.5, 0, Duration.ZERO, 1))
                .hasMessage("must be from 0 to 1: launchFailureRate=1.5");
        assertThatThrownBy(() -> new SimulatedConfig(NOW, NOW, NOW, 0, Double.NaN, Duration.ZERO, 1))
                .hasMessage("must be from 0 to 1: degradationRate=NaN");
        assertThatThrownBy(() -> new Delay(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessage("must be >= median: p99=PT1S, median=PT2S");
        assertThatThrownBy(() -> new Delay(Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessage("must be zero where the median is: p99=PT1S");
    }

    @Test
    void calculation_takesItsTimeAndIsThenKeptAndReported() throws Exception {
        SimulatedRuntime runtime = runtime(new SimulatedConfig(NOW, NOW, SECOND, 0, 0, Duration.ZERO, 1));
        runtime.launch(launch(1), listener);

        runtime.calculate(launch(1), calculation(5), listener);
        timer.advance(JUST_UNDER_A_SECOND);
        assertThat(listener.reports).containsExactly("launched 1", "ready 1", "started 5");

        timer.advance(MILLI);
        assertThat(listener.reports).containsExactly("launched 1", "ready 1", "started 5", "COMPLETED 5");
    }

    @Test
    void calculation_thatIsStopped_isCanceledOnce() throws Exception {
        SimulatedRuntime runtime = runtime(new SimulatedConfig(NOW, NOW, SECOND, 0, 0, Duration.ZERO, 1));
        runtime.launch(launch(1), listener);
        runtime.calculate(launch(1), calculation(5), listener);

        runtime.stop(calculation(4), listener);
        runtime.stop(calculation(5), listener);
        runtime.stop(calculation(5), listener);
        timer.advance(Duration.ofDays(1));

        assertThat(listener.reports).containsExactly("launched 1", "ready 1", "started 5", "CANCELED 5");
    }

    @Test
    void calculation_endsWithItsSession() throws Exception {
        SimulatedRuntime runtime = runtime(new SimulatedConfig(NOW, NOW, SECOND, 0, 0, Duration.ZERO, 1));
        runtime.launch(launch(1), listener);
        runtime.calculate(launch(1), calculation(5), listener);

        runtime.terminate(id(1), listener);
        timer.advance(Duration.ofDays(1));

        assertThat(listener.reports).containsExactly("launched 1", "ready 1", "started 5", "ended 1");
        assertThat(timer.armedTimeouts()).isZero();
    }

    @Test
    void calculation_thatARestartFinds_takesItsTimeAgain() throws Exception {
        SimulatedRuntime runtime = runtime(new SimulatedConfig(NOW, NOW, SECOND, 0, 0, Duration.ZERO, 1));

        runtime.attach(launch(1), OpaqueBytes.EMPTY, calculation(5), listener);
        timer.advance(Duration.ofSeconds(1));

        assertThat(listener.reports).containsExactly("ready 1", "started 5", "COMPLETED 5");
    }

    private static Calculation calculation(int number) {
        return new Calculation(new CalculationId(1, number), id(1), "1 + 1");
    }

    private List<String> reportsWithSeed(long seed) throws Exception {
        Delay random = new Delay(Duration.ofMillis(300), Duration.ofSeconds(1));
        ManualTimer ownTimer = new ManualTimer();
        RecordingListener ownListener = new RecordingListener(() -> {});
        SimulatedRuntime runtime = new SimulatedRuntime(
                new SimulatedConfig(random, random, NOW, 0.2, 0.2, MILLI, seed), ownTimer, NO_OUTPUT);
        for (int session = 0; session < 50; session++) {
            runtime.launch(launch(session), ownListener);
            runtime.terminate(id(session / 2), ownListener);
            ownTimer.advance(Duration.ofMillis(50));
        }
        ownTimer.advance(Duration.ofMinutes(1));
        return ownListener.reports;
    }

    private long count(String report) {
        return listener.reports.stream().filter(text -> text.startsWith(report)).count();
    }

    private SimulatedRuntime runtime(SimulatedConfig config) {
        return new SimulatedRuntime(config, timer, NO_OUTPUT);
    }

    private static Launch launch(int session) {
        return new Launch(
                id(session), "spark-primary", "any", 2, Duration.ofMinutes(20), OpaqueBytes.EMPTY, OpaqueBytes.EMPTY);
    }

    private static SessionId id(int session) {
        return new SessionId(1, session);
    }
}
