package dev.berth.bench.compare;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.EventExecutor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends ready-made requests over connections that it keeps, as cheaply as it can: server and client share the
 * processors, so what the client saves the server has. It reads of an answer only the status and where it ends.
 */
final class WireClient implements AutoCloseable {
    private static final Logger LOG = System.getLogger(WireClient.class.getName());
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /** After how long without any answer a server is given up. */
    private static final Duration MAX_SILENCE = Duration.ofSeconds(30);

    private final Duration maxSilence;
    private final EventLoopGroup group;
    private final List<Connection> connections = new ArrayList<>();
    private final int threads;

    /** Connects, and waits until all connections are there. */
    WireClient(InetSocketAddress server, int connectionCount, int threads) throws InterruptedException {
        this(server, connectionCount, threads, MAX_SILENCE);
    }

    /**
     * Connects, and waits until all connections are there.
     *
     * @param maxSilence after how long without any answer a run fails
     */
    WireClient(InetSocketAddress server, int connectionCount, int threads, Duration maxSilence)
            throws InterruptedException {
        this.maxSilence = maxSilence;
        this.threads = threads;
        boolean isNative = Epoll.isAvailable();
        IoHandlerFactory io = isNative ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(threads, io);
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(isNative ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new Connection(channel));
                    }
                });
        for (int i = 0; i < connectionCount; i++) {
            Channel channel = bootstrap.connect(server).sync().channel();
            connections.add(channel.pipeline().get(Connection.class));
        }
    }

    /** Sends all requests, each connection its next one when the last is answered; the time that took, in nanoseconds. */
    long sendAll(byte[][] requests) throws Exception {
        ClosedRun run = new ClosedRun(requests);
        long begin = System.nanoTime();
        connections.forEach(connection -> connection.start(run));
        await(run);
        return System.nanoTime() - begin;
    }

    /**
     * Sends all requests at an even rate, whether or not earlier ones are answered.
     *
     * @return the time from when each was to be sent until its answer, in nanoseconds, sorted
     */
    long[] sendAt(double perSecond, byte[][] requests) throws Exception {
        List<OpenRun> runs = new ArrayList<>();
        long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        for (int i = 0; i < threads; i++) {
            runs.add(new OpenRun(requests, i, threads, begin, NANOS_PER_SECOND / perSecond));
        }
        for (Connection connection : connections) {
            for (OpenRun run : runs) {
                if (run.claims(connection)) {
                    break;
                }
            }
        }
        for (OpenRun run : runs) {
            run.start();
        }
        for (OpenRun run : runs) {
            await(run);
        }
        return runs.stream()
                .flatMapToLong(run -> Arrays.stream(run.latencies))
                .sorted()
                .toArray();
    }

    /** Waits for the end of a run, as long as answers come. */
    private void await(Run run) throws Exception {
        int before;
        do {
            before = run.answered.get();
            try {
                run.done.get(maxSilence.toNanos(), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException e) {
                LOG.log(Level.DEBUG, "no end yet: {0} answers", run.answered);
            }
        } while (run.answered.get() > before);
        throw new IllegalStateException("the server has not answered for " + maxSilence.toSeconds() + " s: "
                + run.answered + " of " + run.size() + " requests are answered");
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Decides what a connection does when it is free. Called on the connection's thread. */
    private abstract static class Run {
        final AtomicInteger answered = new AtomicInteger();
        final CompletableFuture<Void> done = new CompletableFuture<>();

        abstract int size();

        abstract void answered(Connection connection, boolean isOk);

        final void failed(Throwable cause) {
            done.completeExceptionally(cause);
        }
    }

    private static final class ClosedRun extends Run {
        private final byte[][] requests;
        private final AtomicInteger next = new AtomicInteger();

        ClosedRun(byte[][] requests) {
            this.requests = requests;
        }

        @Override
        int size() {
            return requests.length;
        }

        void sendNext(Connection connection) {
            int index = next.getAndIncrement();
            if (index < requests.length) {
                connection.send(requests[index]);
            }
        }

        @Override
        void answered(Connection connection, boolean isOk) {
            if (!isOk) {
                failed(new IllegalStateException("an answer was not 200"));
            } else if (answered.incrementAndGet() == requests.length) {
                done.complete(null);
            } else {
                sendNext(connection);
            }
        }
    }

    /** Every n-th request, on the connections of one thread; hence no locks. */
    private static final class OpenRun extends Run implements Runnable {
        private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

        private final byte[][] requests;
        private final int step;
        private final long begin;
        private final double intervalNanos;
        private final long[] latencies;
        private final Queue<Connection> free = new ArrayDeque<>();
        private @Nullable EventExecutor loop;
        private int index;

        /** Whether a request is due that no connection was free for: then an answer sends it, and no timer runs. */
        private boolean isStalled;

        OpenRun(byte[][] requests, int first, int step, long begin, double intervalNanos) {
            this.requests = requests;
            this.index = first;
            this.step = step;
            this.begin = begin;
            this.intervalNanos = intervalNanos;
            this.latencies = new long[(requests.length - first + step - 1) / step];
        }

        @Override
        int size() {
            return latencies.length;
        }

        boolean claims(Connection connection) {
            if (loop == null) {
                loop = connection.channel.eventLoop();
            }
            if (!connection.channel.eventLoop().equals(loop)) {
                return false;
            }
            connection.run = this;
            free.add(connection);
            return true;
        }

        void start() {
            if (loop == null) {
                throw new IllegalStateException("fewer connections than threads");
            }
            loop.execute(this);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // what it runs ends the whole run if it fails
        public void run() {
            while (index < requests.length && intended(index) <= System.nanoTime()) {
                Connection connection = free.poll();
                if (connection == null) {
                    isStalled = true;
                    return;
                }
                connection.intended = intended(index);
                connection.send(requests[index]);
                index += step;
            }
            if (index < requests.length && loop != null) {
                long wait = Math.max(intended(index) - System.nanoTime(), TICK_NANOS);
                loop.schedule(this, wait, TimeUnit.NANOSECONDS);
            }
        }

        private long intended(int at) {
            return begin + (long) (at * intervalNanos);
        }

        @Override
        void answered(Connection connection, boolean isOk) {
            int answers = answered.incrementAndGet();
            latencies[answers - 1] = System.nanoTime() - connection.intended;
            if (!isOk) {
                failed(new IllegalStateException("an answer was not 200"));
            } else if (answers == latencies.length) {
                done.complete(null);
            } else {
                free.add(connection);
                if (isStalled) {
                    isStalled = false;
                    run();
                }
            }
        }
    }

    private static final class Connection extends ByteToMessageDecoder {
        private static final int STATUS_AT = 9;
        private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.ISO_8859_1);

        private final Channel channel;
        private volatile @Nullable Run run;
        private long intended;
        private int bodyLeft = -1;
        private boolean isOk;

        Connection(Channel channel) {
            this.channel = channel;
        }

        void start(ClosedRun closed) {
            run = closed;
            channel.eventLoop().execute(() -> closed.sendNext(this));
        }

        @SuppressWarnings("FutureReturnValueIgnored") // a failed write comes back as a caught exception
        void send(byte[] request) {
            Run current = run;
            if (!channel.isActive() && current != null) {
                current.failed(new IllegalStateException("a connection is closed"));
                return;
            }
            channel.writeAndFlush(Unpooled.wrappedBuffer(request), channel.voidPromise());
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (bodyLeft < 0 && !readHead(in)) {
                return;
            }
            if (in.readableBytes() < bodyLeft) {
                return;
            }
            in.skipBytes(bodyLeft);
            bodyLeft = -1;
            Run current = run;
            if (current != null) {
                current.answered(this, isOk);
            }
        }

        private boolean readHead(ByteBuf in) {
            int start = in.readerIndex();
            int length = 0;
            for (int lineStart = start; ; ) {
                int lineEnd = in.indexOf(lineStart, in.writerIndex(), (byte) '\n');
                if (lineEnd < 0) {
                    return false;
                }
                if (lineEnd == lineStart + 1) {
                    isOk = in.getByte(start + STATUS_AT) == '2';
                    bodyLeft = length;
                    in.readerIndex(lineEnd + 1);
                    return true;
                }
                length = isLength(in, lineStart, lineEnd) ? number(in, lineStart + LENGTH.length, lineEnd) : length;
                lineStart = lineEnd + 1;
            }
        }

        private static boolean isLength(ByteBuf in, int lineStart, int lineEnd) {
            if (lineEnd - lineStart < LENGTH.length) {
                return false;
            }
            for (int i = 0; i < LENGTH.length; i++) {
                if (Character.toLowerCase((char) in.getByte(lineStart + i)) != LENGTH[i]) {
                    return false;
                }
            }
            return true;
        }

        private static int number(ByteBuf in, int from, int to) {
            int number = 0;
            for (int i = from; i < to; i++) {
                int digit = in.getByte(i) - '0';
                number = digit >= 0 && digit <= 9 ? number * 10 + digit : number;
            }
            return number;
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            super.channelInactive(context);
            exceptionCaught(context, new IllegalStateException("a connection was closed"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Run current = run;
            if (current != null) {
                current.failed(cause);
            }
        }
    }
}
