package dev.berth.server.http;

/** How event loops wait for sockets, and read and write them. */
public enum SocketTransport {
    /** The fastest that the machine allows: the first of those below that can be had. */
    AUTO,
    /** Linux's io_uring: fewer system calls, where the kernel and whatever confines the process allow it. */
    IO_URING,
    /** Linux's epoll. */
    EPOLL,
    /** What the JDK has, everywhere. */
    NIO
}
