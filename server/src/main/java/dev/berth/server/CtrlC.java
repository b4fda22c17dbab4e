package dev.berth.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Tells an end by SIGINT, which Ctrl-C sends, from one by SIGTERM: shutdown hooks do not. The JDK has no other means for that
 * than {@code sun.misc.Signal}, which it exports from {@code jdk.unsupported} and may take away; then both signals count the
 * same.
 */
final class CtrlC {
    private static final System.Logger LOG = System.getLogger(CtrlC.class.getName());
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private CtrlC() {}

    /** Calls this on a thread of its own at each SIGINT, in place of what the JVM would do, which is to end. */
    @SuppressWarnings("ReferenceEquality") // a proxy equals itself
    static void onEach(Runnable action) {
        try {
            Class<?> signal = Class.forName(SIGNAL);
            Class<?> handler = Class.forName(HANDLER);
            InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    action.run();
                    yield null;
                }
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> HANDLER;
            };
            Object proxy = Proxy.newProxyInstance(CtrlC.class.getClassLoader(), new Class<?>[] {handler}, calls);
            Object sigint = signal.getConstructor(String.class).newInstance("INT");
            signal.getMethod("handle", signal, handler).invoke(null, sigint, proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException unsupported) {
            LOG.log(System.Logger.Level.DEBUG, "Ctrl-C ends like SIGTERM", unsupported);
        }
    }
}
