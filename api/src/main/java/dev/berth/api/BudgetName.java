package dev.berth.api;

import java.util.Optional;

/**
 * The name of a budget: the account's, or a work group's. Its text is {@code account} or {@code workgroup/NAME}.
 *
 * @param workGroup the work group, or empty for the account
 */
public record BudgetName(Optional<String> workGroup) {
    /** The budget over all sessions. */
    public static final BudgetName ACCOUNT = new BudgetName(Optional.empty());

    private static final String WORK_GROUP_PREFIX = "workgroup/";

    /** The budget of a work group. */
    public static BudgetName ofWorkGroup(String name) {
        return new BudgetName(Optional.of(name));
    }

    /** Reads the text form; empty if it is neither of the two. */
    public static Optional<BudgetName> parse(String text) {
        if (text.equals("account")) {
            return Optional.of(ACCOUNT);
        }
        return text.startsWith(WORK_GROUP_PREFIX) && text.length() > WORK_GROUP_PREFIX.length()
                ? Optional.of(ofWorkGroup(text.substring(WORK_GROUP_PREFIX.length())))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return workGroup.map(name -> WORK_GROUP_PREFIX + name).orElse("account");
    }
}
