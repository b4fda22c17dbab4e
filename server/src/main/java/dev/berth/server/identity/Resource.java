package dev.berth.server.identity;

/** What requests are about, in the words of rules. */
public final class Resource {
    /** What a request is about that is about no work group. */
    public static final String ALL = "*";

    static final String WORK_GROUP_PREFIX = "workgroup/";

    private Resource() {}

    /** A work group, existing or not. */
    public static String workGroup(String name) {
        return WORK_GROUP_PREFIX + name;
    }
}
