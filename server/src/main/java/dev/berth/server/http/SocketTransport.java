package dev.berth.server.http;

/** How event loops wait for sockets, and read and write them. */
public enum SocketTransport {
    /** As the operating system does it best and everywhere: epoll on Linux, else what the JDK has. */
    NATIVE,
    /** Linux's io_uring: fewer system calls, where the kernel and whatever confines the process allow it. */
    IO_URING,
    /** What the JDK has. */
    NIO
}
