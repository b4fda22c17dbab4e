package dev.berth.server.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each source has, over all event loops. A source is an address of IPv4, or the first 64 bits of one of
 * IPv6, as whoever has one of these has them all. Thread-safe; it keeps only sources that have connections.
 */
final class SourceCount {
    private static final int NETWORK_BYTES = 8;

    private final ConcurrentHashMap<String, Integer> open = new ConcurrentHashMap<>();

    /**
     * The source that an address belongs to.
     *
     * @param address of IPv4 or IPv6, in figures; another text is a source of its own
     */
    static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length > NETWORK_BYTES
                    ? HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES)
                    : InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }

    /** A source has one more; gives the number with it. */
    int opened(String source) {
        return open.merge(source, 1, Integer::sum);
    }

    void closed(String source) {
        open.computeIfPresent(source, (same, count) -> count == 1 ? null : count - 1);
    }

    /** How many sources have connections. */
    int sources() {
        return open.size();
    }
}
