package dev.berth.bench.list;

import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionQuery;
import dev.berth.api.SessionState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Does a page of a list cost the same, however many sessions there are, and whatever the filter?
 *
 * <p>An operation is one page of up to 100 sessions, asked of an engine in this process: the first page; always the same one in
 * the middle; or, in {@code eachPageInTurn}, the page after the one before, over and over through the whole list. The
 * first two find all they touch in the processor's caches. The last finds it there only while all the sessions fit in,
 * so it shows, beside the way to the page, what memory costs. Of the failed sessions there are ten in all, and no second page.
 *
 * <p>Nothing changes meanwhile. The set-up ends with a full garbage collection. A page allocates 13 KB, so a heap that has not
 * been touched yet would let the kernel's work of providing it be measured, ten times the cost of the page; hence {@code
 * AlwaysPreTouch}.
 *
 * <pre>{@code
 * java -jar benchmarks/target/berth-jmh.jar ListPageBenchmark -prof gc -prof dev.berth.bench.CpuTimeProfiler
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 5,
        jvmArgsAppend = {"-Xms3g", "-Xmx3g", "-Xbatch", "-XX:+AlwaysPreTouch"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up methods first
public class ListPageBenchmark {
    private static final int PAGE = 100;

    /** What is listed. */
    public enum Filter {
        /** No filter: sessions that are IDLE, CREATING, CREATED or BUSY. */
        ACTIVE(null),
        /** Four of ten sessions. */
        IDLE(SessionState.IDLE),
        /** Three of ten sessions. */
        CREATING(SessionState.CREATING),
        /** Three of ten sessions, which have ended. */
        TERMINATED(SessionState.TERMINATED),
        /** Ten sessions in all. */
        FAILED(SessionState.FAILED);

        private final @Nullable SessionState state;

        Filter(@Nullable SessionState state) {
            this.state = state;
        }
    }

    /** How many sessions there are, the failed ones not counted. */
    @Param({"1000", "1000000"})
    public int sessions;

    /** What is listed. */
    @Param
    public Filter filter;

    private ManySessions all;
    private SessionId middle;

    /** Starts the engine and the sessions, and finds the middle of the list. */
    @Setup
    public void fill() throws IOException {
        all = new ManySessions(sessions);
        List<SessionId> listed = new ArrayList<>();
        SessionPage page = page(null);
        while (page.hasMore()) {
            page.sessions().forEach(session -> listed.add(session.id()));
            page = page(lastOf(page));
        }
        page.sessions().forEach(session -> listed.add(session.id()));
        middle = listed.get(listed.size() / 2 - 1);
        System.gc();
    }

    /** Ends the engine. */
    @TearDown
    public void close() {
        all.close();
    }

    /** Where a thread that goes from page to page is. */
    @State(Scope.Thread)
    public static class Reader {
        private @Nullable SessionId after;
    }

    /** The newest sessions. */
    @Benchmark
    public SessionPage firstPage() {
        return page(null);
    }

    /** The sessions behind the newer half. */
    @Benchmark
    public SessionPage middlePage() {
        return page(middle);
    }

    /** The next page, and after the last one the first. */
    @Benchmark
    public SessionPage eachPageInTurn(Reader reader) {
        SessionPage page = page(reader.after);
        reader.after = page.hasMore() ? lastOf(page) : null;
        return page;
    }

    private SessionPage page(@Nullable SessionId after) {
        return all.engine()
                .sessions(new SessionQuery(ManySessions.WORK_GROUP, filter.state, after, PAGE))
                .orElseThrow();
    }

    private static SessionId lastOf(SessionPage page) {
        return page.sessions().get(page.sessions().size() - 1).id();
    }
}
