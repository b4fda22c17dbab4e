package dev.berth.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Many sessions, of four kinds that stand side by side in the order of a list: of each eight, five are steady in one state,
 * one has ended, one goes back and forth between IDLE and BUSY, and one is to end while the others are listed.
 *
 * <p>Two threads make changes from {@link #start} on, some for each page, beside the request for the next one: a session
 * flips, one of those that are to end ends, a new one is started, and one started before ends.
 */
final class MixedSessions implements AutoCloseable {
    private static final int CHANGERS = 2;
    private static final int CHANGES_PER_PAGE = 10;
    private static final int MAX_STARTED = 20;

    private final TestBerth berth;
    private final DirectCaller caller;
    private final List<SessionId> steady = new ArrayList<>();
    private final List<SessionId> ended = new ArrayList<>();
    private final List<SessionId> flipping = new ArrayList<>();
    private final List<SessionId> fleeting = new ArrayList<>();
    private final Semaphore allowed = new Semaphore(0);
    private final Semaphore made = new Semaphore(0);
    private final ExecutorService threads = Executors.newFixedThreadPool(CHANGERS);
    private final List<CompletableFuture<Void>> changers = new ArrayList<>();
    private volatile boolean stopping;

    /**
     * Starts the sessions, none of which changes yet.
     *
     * @param steadyCount how many are steady
     * @param steadyState their state: IDLE or TERMINATED
     */
    MixedSessions(TestBerth berth, int steadyCount, SessionState steadyState) {
        this.berth = berth;
        this.caller = new DirectCaller(berth.engine());
        List<SessionId> all = caller.start(steadyCount / 5 * 8);
        for (int i = 0; i < all.size(); i++) {
            kind(i).add(all.get(i));
        }
        caller.end(ended);
        if (steadyState == SessionState.TERMINATED) {
            caller.end(steady);
        }
    }

    private List<SessionId> kind(int index) {
        return switch (index % 8) {
            case 1 -> flipping;
            case 3 -> ended;
            case 5 -> fleeting;
            default -> steady;
        };
    }

    List<String> steady() {
        return texts(steady);
    }

    List<String> ended() {
        return texts(ended);
    }

    List<String> flipping() {
        return texts(flipping);
    }

    /** Lets the changes begin, in an order that the seed gives to each thread. */
    void start(long seed) {
        allowed.release(CHANGES_PER_PAGE);
        for (int changer = 0; changer < CHANGERS; changer++) {
            Changer own = new Changer(changer, new Random(seed + changer));
            changers.add(CompletableFuture.runAsync(own::run, threads));
        }
    }

    /** A page has come: allows more changes, and waits for those of the page before, so that neither side runs ahead. */
    void pageCame() throws InterruptedException {
        allowed.release(CHANGES_PER_PAGE);
        assertThat(made.tryAcquire(CHANGES_PER_PAGE, 30, TimeUnit.SECONDS))
                .as("changes beside the page")
                .isTrue();
    }

    /** Ends the changes, and fails if one of them did. */
    @Override
    public void close() {
        stopping = true;
        allowed.release(CHANGERS);
        changers.forEach(CompletableFuture::join);
        threads.shutdown();
    }

    private static List<String> texts(List<SessionId> ids) {
        return ids.stream().map(SessionId::toString).toList();
    }

    /** One of the threads, with its part of the sessions that change. */
    private final class Changer {
        private final Random random;
        private final List<SessionId> ownFlipping;
        private final Deque<SessionId> ownFleeting;
        private final Deque<SessionId> started = new ArrayDeque<>();

        Changer(int index, Random random) {
            this.random = random;
            this.ownFlipping = part(flipping, index);
            List<SessionId> ending = part(fleeting, index);
            Collections.shuffle(ending, random);
            this.ownFleeting = new ArrayDeque<>(ending);
        }

        private List<SessionId> part(List<SessionId> all, int index) {
            return new ArrayList<>(all.subList(all.size() * index / CHANGERS, all.size() * (index + 1) / CHANGERS));
        }

        void run() {
            while (true) {
                allowed.acquireUninterruptibly();
                if (stopping) {
                    return;
                }
                change();
                made.release();
            }
        }

        /** The start is answered after all that was reported before it, so the reports cannot pile up. */
        private void change() {
            SessionId flipped = ownFlipping.get(random.nextInt(ownFlipping.size()));
            if (random.nextBoolean()) {
                berth.runtime().listener().busy(flipped);
            } else {
                berth.runtime().listener().ready(flipped);
            }
            if (!ownFleeting.isEmpty()) {
                caller.terminate(List.of(ownFleeting.removeFirst()));
            }
            started.addAll(caller.start(1));
            if (started.size() > MAX_STARTED) {
                caller.terminate(List.of(started.removeFirst()));
            }
        }
    }
}
