package dev.berth.bench.load.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * Reads scenario files: YAML, in which every key must be known and every value in its range. What a file leaves out is as in
 * {@link Scenario#startsOnly()}. The format is described in {@code benchmarks/README.md}.
 */
public final class ScenarioReader {
    private static final String WORK_GROUP_NAME = "[a-zA-Z0-9._-]{1,128}";
    private static final int MIN_DPUS = 2;
    private static final int MAX_DPUS = 5_000;
    private static final int MAX_LIMIT_DPUS = 1_000_000_000;
    private static final int MAX_STEPS = 10_000;
    private static final LoadSettings LOAD_SETTINGS = LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setTagConstructors(Map.of(Tag.NULL, nothing -> ""))
            .build();

    private ScenarioReader() {}

    /**
     * The scenario in a file.
     *
     * @throws ScenarioException if it cannot be read or used; the message names the key
     */
    public static Scenario read(Path file) {
        try {
            return parse(Files.readString(file), String.valueOf(file.getFileName()));
        } catch (IOException unreadable) {
            throw new ScenarioException("cannot read the scenario \"" + file + "\": " + unreadable);
        } catch (ScenarioException wrong) {
            throw new ScenarioException(file + ": " + wrong.getMessage());
        }
    }

    static Scenario parse(String yaml, String defaultName) {
        try {
            return scenario(Section.of("", new Load(LOAD_SETTINGS).loadFromString(yaml)), defaultName);
        } catch (YamlEngineException invalid) {
            throw new ScenarioException("is no YAML: " + invalid.getMessage());
        }
    }

    private static Scenario scenario(Section file, String defaultName) {
        Scenario defaults = Scenario.startsOnly();
        Scenario scenario = new Scenario(
                file.has("name") ? file.text("name") : defaultName,
                file.has("seed")
                        ? OptionalLong.of(file.wholeNumber("seed", Long.MIN_VALUE, Long.MAX_VALUE))
                        : OptionalLong.empty(),
                file.has("mix") ? mix(file) : defaults.mix(),
                file.has("dpus") ? dpus(file) : defaults.dpus(),
                file.has("work-groups") ? workGroups(file) : defaults.workGroups(),
                file.has("load") ? Optional.of(load(file)) : Optional.empty(),
                limit(file, "account-budget"),
                file.has("budget-changes") ? budgetChanges(file) : List.of());
        file.end();
        return scenario;
    }

    private static Weights<OperationKind> mix(Section file) {
        Section section = Section.of("mix", file.required("mix"));
        Map<OperationKind, Integer> mix = new LinkedHashMap<>();
        for (OperationKind kind : OperationKind.values()) {
            if (section.has(kind.key())) {
                mix.put(kind, (int) section.wholeNumber(kind.key(), 0, Short.MAX_VALUE));
            }
        }
        section.end();
        if (mix.values().stream().allMatch(weight -> weight == 0)) {
            throw Section.wrong("mix", "must have a weight above 0", mix);
        }
        return Weights.of(mix);
    }

    private static Weights<Integer> dpus(Section file) {
        Map<Integer, Integer> dpus = new LinkedHashMap<>();
        Section.of("dpus", file.required("dpus"))
                .weights()
                .forEach((key, weight) ->
                        dpus.put((int) Section.wholeNumber("a key of dpus", key, MIN_DPUS, MAX_DPUS), weight));
        return Weights.of(dpus);
    }

    private static List<WorkGroupShare> workGroups(Section file) {
        List<WorkGroupShare> workGroups = new ArrayList<>();
        for (Section each : sections(file, "work-groups")) {
            workGroups.add(new WorkGroupShare(
                    workGroupName(each),
                    each.has("weight") ? (int) each.wholeNumber("weight", 1, Short.MAX_VALUE) : 1,
                    limit(each, "budget")));
            each.end();
        }
        if (workGroups.stream().map(WorkGroupShare::name).distinct().count() < workGroups.size()) {
            throw new ScenarioException("work-groups: must not name one twice");
        }
        return workGroups;
    }

    private static String workGroupName(Section workGroup) {
        String name = workGroup.text("name");
        if (name.matches(WORK_GROUP_NAME)) {
            return name;
        }
        throw Section.wrong(workGroup.pathOf("name"), "must be letters, digits, dots, hyphens and underscores", name);
    }

    private static LoadShape load(Section file) {
        return sections(file, "load").stream()
                .map(ScenarioReader::shape)
                .reduce(LoadShape::then)
                .orElseThrow();
    }

    private static LoadShape shape(Section phase) {
        String name = phase.text("shape");
        LoadShape shape = switch (name) {
            case "constant" -> LoadShape.constant(phase.positiveRate("rate"), phase.positiveDuration("for"));
            case "ramp" -> ramp(phase);
            case "steps" -> steps(phase);
            case "spike" -> spike(phase);
            default -> throw Section.wrong(phase.pathOf("shape"), "must be one of constant, ramp, steps, spike", name);
        };
        phase.end();
        return shape;
    }

    private static LoadShape ramp(Section phase) {
        double from = phase.rate("from");
        double to = phase.rate("to");
        if (from + to == 0) {
            throw new ScenarioException(phase.pathOf("to") + ": must be greater than 0 if from is 0");
        }
        return LoadShape.ramp(from, to, phase.positiveDuration("for"));
    }

    private static LoadShape steps(Section phase) {
        double from = phase.positiveRate("from");
        double to = phase.positiveRate("to");
        double by = phase.positiveRate("by");
        if (Math.abs(to - from) / by > MAX_STEPS) {
            throw Section.wrong(phase.pathOf("by"), "must make at most " + MAX_STEPS + " steps", by);
        }
        return LoadShape.steps(from, to, by, phase.positiveDuration("each"));
    }

    private static LoadShape spike(Section phase) {
        double rate = phase.positiveRate("rate");
        double peak = phase.positiveRate("peak");
        var at = phase.duration("at");
        var peakFor = phase.positiveDuration("peak-for");
        var duration = phase.positiveDuration("for");
        if (at.plus(peakFor).compareTo(duration) > 0) {
            throw new ScenarioException(phase.pathOf("for") + ": must hold the peak, which ends " + at.plus(peakFor));
        }
        return LoadShape.spike(rate, peak, at, peakFor, duration);
    }

    private static List<BudgetChange> budgetChanges(Section file) {
        List<BudgetChange> changes = new ArrayList<>();
        for (Section each : sections(file, "budget-changes")) {
            changes.add(new BudgetChange(
                    each.duration("at"), budgetName(each), (int) each.wholeNumber("limit", 0, MAX_LIMIT_DPUS)));
            each.end();
        }
        changes.sort(Comparator.comparing(BudgetChange::at));
        return changes;
    }

    private static String budgetName(Section change) {
        String name = change.text("budget");
        if (name.equals("account") || name.matches("workgroup/" + WORK_GROUP_NAME)) {
            return name;
        }
        throw Section.wrong(change.pathOf("budget"), "must be account or workgroup/NAME", name);
    }

    private static OptionalInt limit(Section section, String key) {
        return section.has(key)
                ? OptionalInt.of((int) section.wholeNumber(key, 0, MAX_LIMIT_DPUS))
                : OptionalInt.empty();
    }

    private static List<Section> sections(Section file, String key) {
        List<Section> sections = new ArrayList<>();
        for (Object entry : file.list(key)) {
            sections.add(Section.of(key + "[" + sections.size() + "]", entry));
        }
        return sections;
    }
}
