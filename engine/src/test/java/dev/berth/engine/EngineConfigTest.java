package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.engine.journal.MemoryJournal;
import dev.berth.engine.testing.FakeRuntime;
import dev.berth.engine.time.SystemTimeSource;
import dev.berth.spi.SchedulerStats;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineConfigTest {
    /** Every default, as documented: a change here is a change for users. */
    @Test
    void defaultsAreThoseOfTheDocumentation() {
        EngineConfig config = EngineConfig.builder().build();

        assertThat(config.accountDpus()).isEmpty();
        assertThat(config.sessionDpus()).isEqualTo(60);
        assertThat(config.defaultSessionDpus()).isEqualTo(20);
        assertThat(config.maxSessions()).isEqualTo((int)
                Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 4096));
        assertThat(config.workGroups()).isEmpty();
        assertThat(config.maxWorkGroups()).isEqualTo(1_000);
        assertThat(config.runtimes()).isEmpty();
        assertThat(config.journal()).isInstanceOf(MemoryJournal.class);
        assertThat(config.timeSource()).isSameAs(SystemTimeSource.INSTANCE);
        assertThat(config.stats()).isSameAs(SchedulerStats.DISABLED);
        assertThat(config.holderOf().apply(OpaqueBytes.ofUtf8("anything"))).isEmpty();
        assertThat(config.listener()).isNull();
        assertThat(config.listenerCapacity()).isEqualTo(65_536);
        assertThat(config.maxQueuedChanges()).isEqualTo(65_536);
        assertThat(config.maxBatchChanges()).isEqualTo(4_096);
        assertThat(config.maxBatchDelay()).isEqualTo(Duration.ofMillis(1));
        assertThat(config.tokenRequired()).isFalse();
        assertThat(config.tokenRetention()).isEqualTo(Duration.ofHours(24));
        assertThat(config.maxRetainedTokens()).isEqualTo(5_000_000);
        assertThat(config.sessionRetention()).isEqualTo(Duration.ofHours(24));
        assertThat(config.maxRetainedSessions()).isEqualTo(1_000_000);
        assertThat(config.maxRetainedAttributeBytes())
                .isEqualTo(Runtime.getRuntime().maxMemory() / 8);
        assertThat(config.launchDeadline()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.terminateDeadline()).isEqualTo(Duration.ofMinutes(1));
        config.onFailure().accept(new IllegalStateException("nobody listens"));
    }

    /** Otherwise no session could start without naming its DPUs. */
    @ParameterizedTest
    @CsvSource({"1,1", "19,19", "20,20", "21,20"})
    void aSessionGetsByDefaultNoMoreThanItMayHold(int sessionDpus, int byDefault) {
        EngineConfig.Builder builder = EngineConfig.builder().sessionDpus(sessionDpus);

        assertThat(builder.build().defaultSessionDpus()).isEqualTo(byDefault);
        assertThat(builder.defaultSessionDpus(30).build().defaultSessionDpus())
                .as("as it is told")
                .isEqualTo(30);
    }

    @Test
    void theSettingsAreTheseAndNoOthers() {
        assertThat(Arrays.stream(EngineConfig.class.getRecordComponents()).map(RecordComponent::getName))
                .containsExactly(
                        "accountDpus",
                        "sessionDpus",
                        "defaultSessionDpus",
                        "maxSessions",
                        "workGroups",
                        "initialWorkGroups",
                        "maxWorkGroups",
                        "runtimes",
                        "journal",
                        "timeSource",
                        "stats",
                        "holderOf",
                        "listener",
                        "listenerCapacity",
                        "maxQueuedChanges",
                        "maxBatchChanges",
                        "maxBatchDelay",
                        "tokenRequired",
                        "tokenRetention",
                        "maxRetainedTokens",
                        "sessionRetention",
                        "maxRetainedSessions",
                        "maxRetainedAttributeBytes",
                        "maxRetainedCalculations",
                        "maxRetainedCalculationBytes",
                        "launchDeadline",
                        "terminateDeadline",
                        "onFailure");
    }

    @Test
    void whatIsOutOfRangeIsNamed() {
        assertRefused("must be >= 0: accountDpus=-1", builder -> builder.accountDpus(-1));
        assertRefused(
                "must be <= 1000000000: accountDpus=2147483647", builder -> builder.accountDpus(Integer.MAX_VALUE));
        assertRefused("must be >= 1: sessionDpus=0", builder -> builder.sessionDpus(0));
        assertRefused("must be >= 1: defaultSessionDpus=0", builder -> builder.defaultSessionDpus(0));
        assertRefused("must be >= 1: maxSessions=0", builder -> builder.maxSessions(0));
        assertRefused("must be >= 1: maxWorkGroups=0", builder -> builder.maxWorkGroups(0));
        assertRefused("must be >= 1: listenerCapacity=0", builder -> builder.listenerCapacity(0));
        assertRefused("must be >= 0: maxRetainedCalculations=-1", builder -> builder.maxRetainedCalculations(-1));
        assertRefused(
                "must be >= 0: maxRetainedCalculationBytes=-1", builder -> builder.maxRetainedCalculationBytes(-1));
        assertRefused("must be >= 1: maxQueuedChanges=0", builder -> builder.maxQueuedChanges(0));
        assertRefused("must be >= 1: maxBatchChanges=0", builder -> builder.maxBatchChanges(0));
        assertRefused(
                "must be >= PT0S: maxBatchDelay=PT-0.001S", builder -> builder.maxBatchDelay(Duration.ofMillis(-1)));
        assertRefused(
                "must be <= PT876000H: tokenRetention=PT3504000H",
                builder -> builder.tokenRetention(Duration.ofDays(400 * 365)));
        assertRefused("must be >= 0: maxRetainedTokens=-1", builder -> builder.maxRetainedTokens(-1));
        assertRefused("must be >= 0: maxRetainedSessions=-1", builder -> builder.maxRetainedSessions(-1));
        assertRefused("must be >= 0: maxRetainedAttributeBytes=-1", builder -> builder.maxRetainedAttributeBytes(-1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void timesArePositive(String text) {
        Duration time = Duration.parse(text);
        assertRefused("must be positive: tokenRetention=" + time, builder -> builder.tokenRetention(time));
        assertRefused("must be positive: sessionRetention=" + time, builder -> builder.sessionRetention(time));
        assertRefused("must be positive: launchDeadline=" + time, builder -> builder.launchDeadline(time));
        assertRefused("must be positive: terminateDeadline=" + time, builder -> builder.terminateDeadline(time));
    }

    @Test
    void workGroupsMustDifferAndFit() {
        CreateWorkGroup team = CreateWorkGroup.named("team", "v1");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        EngineConfig.builder().workGroup(team).workGroup(team).build())
                .withMessageContaining("same name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineConfig.builder()
                        .maxWorkGroups(1)
                        .workGroup(team)
                        .workGroup(CreateWorkGroup.named("other", "v1"))
                        .build())
                .withMessageContaining("2 > 1");
    }

    @Test
    void aConfigurationDoesNotChangeWithItsBuilder() {
        FakeRuntime runtime = FakeRuntime.silent();
        EngineConfig.Builder builder = EngineConfig.builder().runtime("v1", runtime);
        EngineConfig config = builder.build();
        builder.runtime("v2", runtime)
                .workGroup(CreateWorkGroup.named("team", "v1"))
                .accountDpus(1);

        assertThat(config.runtimes()).isEqualTo(Map.of("v1", runtime));
        assertThat(config.workGroups()).isEqualTo(List.of());
        assertThat(config.accountDpus()).isEmpty();
    }

    private static void assertRefused(String message, UnaryOperator<EngineConfig.Builder> setting) {
        EngineConfig.Builder builder = setting.apply(EngineConfig.builder());
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage(message);
    }
}
