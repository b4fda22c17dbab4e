package dev.berth.bench.load.scenario;

import java.util.Arrays;
import java.util.Optional;

/** What a request of the load asks for. Immutable. */
public enum OperationKind {
    /** StartSession with a new token. */
    START("start", "StartSession"),
    /** StartSession with the token and the parameters of a start that has been answered. */
    DUPLICATE("duplicate", "StartSession"),
    /** StartSession with a new token, sent twice at the same moment on two connections. */
    CONCURRENT_DUPLICATE("concurrent-duplicate", "StartSession"),
    /** GetSessionStatus of a session that was started. */
    STATUS("status", "GetSessionStatus"),
    /** TerminateSession of a session that is not known to have ended. */
    TERMINATE("terminate", "TerminateSession"),
    /** StartCalculationExecution in a session that is not known to have ended. */
    CALCULATION("calculation", "StartCalculationExecution"),
    /** StartCalculationExecution with the token and the parameters of one that has been answered. */
    CALCULATION_DUPLICATE("calculation-duplicate", "StartCalculationExecution"),
    /** GetCalculationExecution of a calculation that was started: it names the session too, which a status does not. */
    CALCULATION_STATUS("calculation-status", "GetCalculationExecution"),
    /** ListCalculationExecutions of a session in which a calculation was started. */
    CALCULATION_LIST("calculation-list", "ListCalculationExecutions");

    private final String key;
    private final String apiOperation;

    OperationKind(String key, String apiOperation) {
        this.key = key;
        this.apiOperation = apiOperation;
    }

    /** Its name in scenario files and reports, such as {@code concurrent-duplicate}. */
    public String key() {
        return key;
    }

    /** The operation of the Athena API, such as {@code StartSession}. */
    public String apiOperation() {
        return apiOperation;
    }

    /** The kind with this name, if there is one. */
    static Optional<OperationKind> ofKey(String key) {
        return Arrays.stream(values()).filter(kind -> kind.key.equals(key)).findAny();
    }
}
