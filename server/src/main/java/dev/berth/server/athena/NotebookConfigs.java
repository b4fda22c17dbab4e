package dev.berth.server.athena;

import java.util.List;

/** The AdditionalConfigs that bind a session to a notebook. */
final class NotebookConfigs {
    static final String ID = "NotebookId";
    static final String FILE_URI = "NotebookFileURI";

    /** Those that need a NotebookVersion beside them. */
    static final List<String> KEYS = List.of(ID, FILE_URI);

    private NotebookConfigs() {}
}
