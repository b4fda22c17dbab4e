package dev.berth.server.http;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where those who send requests find the console: at the address that the configuration names; or at the operators' port, if
 * there is one; or where they sent their request. Immutable.
 */
final class ConsoleAddress {
    private static final String PATH = "/console/";
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    /** A name or an address, and perhaps a port, of which a URL can be made. */
    private static final Pattern HOST = Pattern.compile("(?<name>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    private final @Nullable String configured;
    private final @Nullable AdminAddress operators;
    private final String scheme;
    private final int operatorsPort;

    /** @param operatorsPort the port that operators really have; of no meaning if they have none of their own */
    ConsoleAddress(HttpConfig config, int operatorsPort) {
        this.configured = config.consoleUrl();
        this.operators = config.admin();
        this.scheme = config.tls() == null ? "http" : "https";
        this.operatorsPort = operatorsPort;
    }

    /**
     * The address of the console's page, such as {@code http://localhost:8181/console/}.
     *
     * @param hostHeader what the request has as its {@code Host}; without one of which a URL can be made it is this machine
     */
    String forSenderTo(@Nullable String hostHeader) {
        if (configured != null) {
            return configured + PATH;
        }
        var matcher = HOST.matcher(hostHeader == null ? "" : hostHeader);
        boolean isKnown = matcher.matches();
        if (operators == null) {
            return scheme + "://" + (isKnown ? hostHeader : "localhost") + PATH;
        }
        String host = !ANY_ADDRESS.contains(operators.host())
                ? bracketed(operators.host())
                : isKnown ? matcher.group("name") : "localhost";
        return scheme + "://" + host + ":" + operatorsPort + PATH;
    }

    /** An address of IPv6 in a URL. */
    static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
