package dev.berth.server.runtime.jupyter;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * The thread that owns all sockets to kernels, and with them every state of the runtime. It sleeps until a message, a task or a
 * time comes.
 *
 * <p>{@link #execute} and {@link #close} may be called from any thread, everything else from this one only. Tasks run in the
 * order in which they were given.
 */
final class KernelLoop implements Executor, AutoCloseable {
    private static final Logger LOG = System.getLogger(KernelLoop.class.getName());
    private static final String WAKE_UP = "inproc://berth-kernels";
    private static final byte[] NOTHING = new byte[0];
    private static final int SOCKETS_OF_ONE_KERNEL = 4;
    private static final int OTHER_SOCKETS = 64;
    private static final long CLOSE_MILLIS = 10_000;

    private final ZContext context;
    private final ZMQ.Poller poller;
    private final ZMQ.Socket wakeReceiver;
    /** Used under its own lock, by whoever gives the first task since the last wake-up. */
    private final ZMQ.Socket wakeSender;

    private final AtomicBoolean woken = new AtomicBoolean();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Map<ZMQ.Socket, Receiver> receivers = new HashMap<>();
    private final Thread thread;
    private long timersMade;
    private volatile boolean closed;

    KernelLoop(int maxKernels) {
        context = new ZContext(1);
        context.getContext().setMaxSockets(maxKernels * SOCKETS_OF_ONE_KERNEL + OTHER_SOCKETS);
        context.setLinger(0);
        poller = context.createPoller(OTHER_SOCKETS);
        wakeReceiver = context.createSocket(SocketType.PAIR);
        wakeReceiver.bind(WAKE_UP);
        wakeSender = context.createSocket(SocketType.PAIR);
        wakeSender.connect(WAKE_UP);
        poller.register(wakeReceiver, ZMQ.Poller.POLLIN);
        thread = new Thread(this::run, "berth-kernels");
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs a task soon. After the loop was closed it does nothing. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (woken.compareAndSet(false, true)) {
            wakeUp();
        }
    }

    private void wakeUp() {
        synchronized (wakeSender) {
            if (!closed) {
                wakeSender.send(NOTHING, ZMQ.DONTWAIT);
            }
        }
    }

    /** Runs a task after a time. */
    void schedule(Duration delay, Runnable task) {
        timers.add(new Timer(System.nanoTime() + delay.toNanos(), timersMade++, task));
    }

    /** Connects a socket; what it receives goes to the receiver, or waits to be asked for if there is none. */
    ZMQ.Socket connect(SocketType type, String identity, String address, @Nullable Consumer<List<byte[]>> receiver) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setLinger(0);
        if (type == SocketType.SUB) {
            socket.subscribe(ZMQ.SUBSCRIPTION_ALL);
        } else {
            socket.setIdentity(identity.getBytes(StandardCharsets.US_ASCII));
        }
        socket.connect(address);
        if (receiver != null) {
            receive(socket, receiver);
        }
        return socket;
    }

    private void receive(ZMQ.Socket socket, Consumer<List<byte[]>> taker) {
        ZMQ.PollItem item = new ZMQ.PollItem(socket, ZMQ.Poller.POLLIN);
        receivers.put(socket, new Receiver(item, taker));
        poller.register(item);
    }

    void disconnect(ZMQ.Socket socket) {
        if (receivers.remove(socket) != null) {
            poller.unregister(socket);
        }
        socket.close();
    }

    /** Stops the thread and closes every socket; tasks that have not run are dropped. */
    @Override
    public void close() {
        synchronized (wakeSender) {
            if (!closed) {
                closed = true;
                wakeSender.send(NOTHING, ZMQ.DONTWAIT);
            }
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (context) {
            while (!closed) {
                poller.poll(millisUntilTimer());
                takeWakeUps();
                runTasks();
                runTimers();
                receive();
            }
        }
    }

    /**
     * Nobody wakes a loop that is woken, so a wake-up may be taken only before that ends: one that is sent later waits for the
     * next poll.
     */
    private void takeWakeUps() {
        byte[] wakeUp = wakeReceiver.recv(ZMQ.DONTWAIT);
        while (wakeUp != null) {
            wakeUp = wakeReceiver.recv(ZMQ.DONTWAIT);
        }
        woken.set(false);
    }

    private long millisUntilTimer() {
        Timer next = timers.peek();
        if (!tasks.isEmpty()) {
            return 0;
        }
        if (next == null) {
            return -1;
        }
        long nanos = next.nanoTime - System.nanoTime();
        return nanos <= 0 ? 0 : nanos / 1_000_000 + 1;
    }

    private void runTasks() {
        Runnable task;
        while (!closed && (task = tasks.poll()) != null) {
            guard(task);
        }
    }

    private void runTimers() {
        long now = System.nanoTime();
        Timer next = timers.peek();
        while (!closed && next != null && next.nanoTime - now <= 0) {
            timers.remove();
            guard(next.task);
            next = timers.peek();
        }
    }

    private void receive() {
        List<ZMQ.Socket> ready = new ArrayList<>();
        receivers.forEach((socket, receiver) -> {
            if (receiver.item.isReadable()) {
                ready.add(socket);
            }
        });
        for (ZMQ.Socket socket : ready) {
            drain(socket);
        }
    }

    private void drain(ZMQ.Socket socket) {
        // A receiver may disconnect its own socket, and others.
        Receiver receiver = receivers.get(socket);
        while (receiver != null && !closed) {
            List<byte[]> frames = tryReceive(socket);
            if (frames.isEmpty()) {
                return;
            }
            Consumer<List<byte[]>> taker = receiver.taker;
            guard(() -> taker.accept(frames));
            receiver = receivers.get(socket);
        }
    }

    /** The frames of the next message; none if none has come. */
    static List<byte[]> tryReceive(ZMQ.Socket socket) {
        List<byte[]> frames = new ArrayList<>();
        byte[] frame = socket.recv(ZMQ.DONTWAIT);
        while (frame != null) {
            frames.add(frame);
            frame = socket.hasReceiveMore() ? socket.recv() : null;
        }
        return frames;
    }

    private static void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a task of the kernels' thread failed", e);
        }
    }

    /** Who takes what a socket receives. */
    private record Receiver(ZMQ.PollItem item, Consumer<List<byte[]>> taker) {}

    /** Something to do at a time; of two for the same time the older one comes first. */
    private record Timer(long nanoTime, long number, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.signum(nanoTime - other.nanoTime);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }
}
