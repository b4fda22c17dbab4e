package dev.berth.server.runtime.simulated;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A timer whose time passes only when a test says so. */
final class ManualTimer implements Timer {
    private final Queue<Armed> armed = new PriorityQueue<>(Comparator.comparingLong(timeout -> timeout.dueNanos));
    private long nowNanos;
    private boolean stopped;

    @Override
    public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
        if (stopped) {
            throw new IllegalStateException("stopped");
        }
        Armed timeout = new Armed(task, nowNanos + unit.toNanos(delay));
        armed.add(timeout);
        return timeout;
    }

    @Override
    public Set<Timeout> stop() {
        stopped = true;
        Set<Timeout> pending = new HashSet<>(armed);
        armed.clear();
        return pending;
    }

    void advance(Duration time) throws Exception {
        long targetNanos = nowNanos + time.toNanos();
        for (Armed next = armed.peek(); next != null && next.dueNanos <= targetNanos; next = armed.peek()) {
            armed.remove(next);
            nowNanos = next.dueNanos;
            next.expired = true;
            next.task.run(next);
        }
        nowNanos = targetNanos;
    }

    int armedTimeouts() {
        return armed.size();
    }

    private final class Armed implements Timeout {
        private final TimerTask task;
        private final long dueNanos;
        private boolean expired;
        private boolean cancelled;

        Armed(TimerTask task, long dueNanos) {
            this.task = task;
            this.dueNanos = dueNanos;
        }

        @Override
        public Timer timer() {
            return ManualTimer.this;
        }

        @Override
        public TimerTask task() {
            return task;
        }

        @Override
        public boolean isExpired() {
            return expired;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean cancel() {
            cancelled = armed.remove(this);
            return cancelled;
        }
    }
}
