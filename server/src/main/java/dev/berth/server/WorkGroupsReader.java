package dev.berth.server;

import dev.berth.api.CreateWorkGroup;
import dev.berth.server.athena.EngineVersions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the list of work groups: maps of {@code name}, {@code engine} and, where there is one, {@code limit-dpus}. */
final class WorkGroupsReader {
    /** The work group that is always there, as on AWS. */
    static final String PRIMARY = "primary";

    private static final String NAME = "name";
    private static final String ENGINE = "engine";
    private static final String LIMIT = "limit-dpus";
    private static final Set<String> KEYS = Set.of(NAME, ENGINE, LIMIT);
    private static final Pattern VALID_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,128}");
    private static final List<String> ENGINE_VERSIONS =
            List.of(EngineVersions.PYSPARK_3, EngineVersions.SPARK_3_5, EngineVersions.SQL_3);

    private final Given given;
    private final int maxDpus;

    private WorkGroupsReader(Given given, int maxDpus) {
        this.given = given;
        this.maxDpus = maxDpus;
    }

    /**
     * The work groups as given. Those that nobody gave, {@code primary} before them if it is not among the given ones, are
     * for the first start.
     */
    static ServerConfig.WorkGroups read(Settings settings, int maxWorkGroups, int maxDpus) {
        Given given = settings.get(Setting.WORK_GROUPS);
        List<CreateWorkGroup> listed = new WorkGroupsReader(given, maxDpus).all();
        List<CreateWorkGroup> initial = new ArrayList<>();
        if (listed.stream().noneMatch(group -> group.name().equals(PRIMARY))) {
            initial.add(CreateWorkGroup.named(PRIMARY, EngineVersions.SQL_3));
        }
        if (listed.stream().map(CreateWorkGroup::name).distinct().count() < listed.size()) {
            throw given.reject("must not name a work group twice");
        }
        if (listed.size() + initial.size() > maxWorkGroups) {
            throw given.reject("must not be more work groups than max-work-groups, which is " + maxWorkGroups);
        }
        if (settings.isGiven(Setting.WORK_GROUPS)) {
            return new ServerConfig.WorkGroups(listed, initial);
        }
        initial.addAll(listed);
        return new ServerConfig.WorkGroups(List.of(), initial);
    }

    private List<CreateWorkGroup> all() {
        List<CreateWorkGroup> workGroups = new ArrayList<>();
        if (given.isEmpty()) {
            return workGroups;
        }
        if (!(given.value() instanceof List<?> entries)) {
            throw given.reject("must be a list of work groups, each with name and engine");
        }
        for (int index = 0; index < entries.size(); index++) {
            workGroups.add(one(given.name() + "[" + index + "]", entries.get(index)));
        }
        return workGroups;
    }

    private CreateWorkGroup one(String path, Object entry) {
        if (!(entry instanceof Map<?, ?> members) || !KEYS.containsAll(members.keySet())) {
            throw new Given(path, entry, given.origin())
                    .reject("must have name and engine, may have limit-dpus, nothing else");
        }
        String name = member(path, members, NAME)
                .matching(VALID_NAME, "must be 1 to 128 letters, digits, dots, hyphens and underscores");
        CreateWorkGroup workGroup = CreateWorkGroup.named(name, engineOf(path, members));
        OptionalInt limit = limitOf(path, members);
        return limit.isPresent() ? workGroup.withLimitDpus(limit.getAsInt()) : workGroup;
    }

    private String engineOf(String path, Map<?, ?> members) {
        Given engine = member(path, members, ENGINE);
        if (!ENGINE_VERSIONS.contains(engine.text())) {
            throw engine.reject("must be one of " + String.join(", ", ENGINE_VERSIONS));
        }
        return engine.text();
    }

    private OptionalInt limitOf(String path, Map<?, ?> members) {
        Given limit = member(path, members, LIMIT);
        return limit.isEmpty() ? OptionalInt.empty() : OptionalInt.of(limit.wholeNumber(0, maxDpus));
    }

    private Given member(String path, Map<?, ?> members, String key) {
        Object value = members.get(key);
        return new Given(path + "." + key, value == null ? "" : value, given.origin());
    }
}
