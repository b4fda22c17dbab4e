package dev.berth.server.athena;

import java.util.List;

/** The engine versions, by the names that Athena has for them. */
public final class EngineVersions {
    /** Spark 3.2 driven by calculations and notebooks. */
    public static final String PYSPARK_3 = "PySpark engine version 3";

    /** Spark 3.5 driven over Spark Connect. */
    public static final String SPARK_3_5 = "Apache Spark version 3.5";

    /** SQL: its work groups exist, but start no sessions. */
    public static final String SQL_3 = "Athena engine version 3";

    /** What a work group may select in place of a version: the newest for SQL. */
    public static final String AUTO = "AUTO";

    /** All that a work group may select. */
    static final List<String> SELECTABLE = List.of(AUTO, SQL_3, PYSPARK_3, SPARK_3_5);

    private EngineVersions() {}

    /** Whether work groups of this engine version start sessions. */
    public static boolean isSpark(String engineVersion) {
        return engineVersion.equals(PYSPARK_3) || engineVersion.equals(SPARK_3_5);
    }

    /** The version that a selection leads to. */
    static String effective(String selected) {
        return selected.equals(AUTO) ? SQL_3 : selected;
    }
}
