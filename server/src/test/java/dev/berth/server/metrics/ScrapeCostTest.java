package dev.berth.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineConfig;
import dev.berth.engine.testing.FakeRuntime;
import dev.berth.server.athena.SessionHolders;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a scrape costs, told by what it allocates: that is the same on every machine. */
class ScrapeCostTest {
    private static final int WORK_GROUPS = 20;
    private static final int IDENTITIES = 5;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void manySessions_costNoMoreThanFew() throws IOException {
        Cost few = costWith(100);
        Cost many = costWith(10_000);

        assertThat(many.lines()).isEqualTo(few.lines());
        assertThat(many.bytes()).isLessThan(few.bytes() + few.bytes() / 5);
    }

    private record Cost(long lines, long bytes) {}

    private static Cost costWith(int sessions) throws IOException {
        EngineConfig.Builder config = EngineConfig.builder()
                .accountDpus(1_000_000)
                .holderOf(new SessionHolders())
                .runtime("v1", FakeRuntime.obedient());
        for (int i = 0; i < WORK_GROUPS; i++) {
            config.workGroup(CreateWorkGroup.named("group-" + i, "v1"));
        }
        try (ServerMetrics metrics = new ServerMetrics(WORK_GROUPS, IDENTITIES, "test");
                Engine engine = Engine.start(config.stats(metrics.stats()).build())) {
            metrics.watch(engine);
            List<CompletableFuture<StartOutcome>> answers = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                answers.add(engine.startSession(StartSession.in("group-" + i % WORK_GROUPS, 2)
                        .withAttributes(OpaqueBytes.ofUtf8("{\"berth:identity\":\"team-" + i % IDENTITIES + "\"}"))));
            }
            assertThat(answers).allSatisfy(each -> assertThat(each.join()).isInstanceOf(StartOutcome.Started.class));
            String contentType = ServerMetrics.contentTypeFor("");
            long lines = metrics.scrape(contentType)
                    .lines()
                    .filter(line -> line.startsWith("berth_"))
                    .count();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            assertThat(metrics.scrape(contentType)).contains("berth_identity_held_dpus{identity=\"user/team-0\"}");
            return new Cost(lines, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
    }
}
