package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.WorkGroup;
import dev.berth.engine.testing.RecordingJournal;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What an engine does before it is handed out, and what a crash in the middle of that leaves. */
class PreparationTest {
    private final RecordingJournal journal = new RecordingJournal();

    @Test
    void initialWorkGroupsBecomeDurableTogetherAndFirst() throws Exception {
        Engine engine = start(journal, builder -> builder.accountDpus(400).workGroup(named("given")));

        assertThat(namesIn(engine)).containsExactly("first", "given", "second");
        assertThat(journal.batches()).as("initial groups, limit, given group").isEqualTo(3);
    }

    @Test
    void crashAfterAnyBatchLeavesAllInitialWorkGroupsOrANewJournal() throws Exception {
        start(journal, builder -> builder.accountDpus(400).workGroup(named("given")));
        for (int survived = 0; survived <= journal.batches(); survived++) {
            Engine again = start(journal.first(survived), builder -> builder);

            assertThat(namesIn(again)).as("after %s batches", survived).contains("first", "second");
        }
    }

    @Test
    void queueThatIsSmallTakesThemOneAfterTheOther() throws Exception {
        Engine engine = start(journal, builder -> builder.maxQueuedChanges(1));

        assertThat(namesIn(engine)).containsExactly("first", "second");
        assertThat(engine.budget(BudgetName.ACCOUNT).orElseThrow().limitDpus()).hasValue(160);
    }

    private static Engine start(RecordingJournal journal, UnaryOperator<EngineConfig.Builder> settings)
            throws IOException {
        EngineConfig.Builder builder = EngineConfig.builder()
                .journal(journal)
                .initialWorkGroup(named("first"))
                .initialWorkGroup(named("second"));
        return Engine.stepped(settings.apply(builder).build());
    }

    private static List<String> namesIn(Engine engine) {
        return engine.workGroups(null, 10).stream().map(WorkGroup::name).toList();
    }

    private static CreateWorkGroup named(String name) {
        return CreateWorkGroup.named(name, "v1");
    }
}
