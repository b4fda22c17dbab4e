package dev.berth.server.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the host that a request is for. A web page can make a browser send requests here under a name of its own
 * (DNS rebinding); that name is then in the {@code Host} header, and gives the request away.
 *
 * <p>For one event loop, not thread-safe.
 */
final class HostGuard {
    private static final Pattern PORT = Pattern.compile("(:[0-9]*)?");
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}");
    private static final String SCHEME_END = "://";

    private final boolean loopbackOnly;

    /** The host seen last and found good: clients repeat theirs. */
    private String lastGood = "";

    HostGuard(boolean loopbackOnly) {
        this.loopbackOnly = loopbackOnly;
    }

    /**
     * What is wrong with a request's host, or null.
     *
     * @param hosts the values of all its {@code Host} headers
     * @param target the target in its first line: a path, {@code *}, or a whole URL with a host of its own
     */
    @Nullable
    HttpError check(List<String> hosts, String target) {
        if (hosts.size() != 1) {
            return HttpError.badRequest("The request must have exactly one Host header.");
        }
        if (!isGood(hosts.get(0))) {
            return HttpError.foreignHost();
        }
        return target.startsWith("/") || target.equals("*") ? null : checkTargetsHost(target);
    }

    private @Nullable HttpError checkTargetsHost(String target) {
        String authority = authority(target);
        if (authority == null) {
            return HttpError.badRequest("The request's target is neither a path nor a URL.");
        }
        return isGood(authority) ? null : HttpError.foreignHost();
    }

    private boolean isGood(String host) {
        if (!loopbackOnly || host.equals(lastGood)) {
            return true;
        }
        boolean isGood = isLoopback(host);
        if (isGood) {
            lastGood = host;
        }
        return isGood;
    }

    private static @Nullable String authority(String target) {
        int schemeEnd = target.indexOf(SCHEME_END);
        if (schemeEnd < 1) {
            return null;
        }
        int start = schemeEnd + SCHEME_END.length();
        int end = start;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        return target.substring(start, end);
    }

    /** Whether a host, with or without a port, can only be this machine. */
    static boolean isLoopback(String hostAndPort) {
        int nameEnd = hostAndPort.startsWith("[") ? hostAndPort.indexOf(']') + 1 : hostAndPort.indexOf(':');
        String name = nameEnd < 0 ? hostAndPort : hostAndPort.substring(0, nameEnd);
        String port = hostAndPort.substring(name.length());
        return PORT.matcher(port).matches() && isLoopbackName(name.toLowerCase(Locale.ROOT));
    }

    private static boolean isLoopbackName(String name) {
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("[::1]")
                || LOOPBACK_V4.matcher(name).matches();
    }
}
