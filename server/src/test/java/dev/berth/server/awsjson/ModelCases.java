package dev.berth.server.awsjson;

import dev.berth.server.awsjson.ModelCase.Verdict;
import dev.berth.server.awsjson.Site.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Requests made from the model: for every value in every operation's input each of its constraints just inside and just
 * outside, every JSON type, null, and absence. What must become of them follows from the raw file and the
 * {@link SpecTexts}, not from the code under test.
 */
public final class ModelCases {
    private final Site site;
    private final List<ModelCase> cases;

    private ModelCases(Site site, List<ModelCase> cases) {
        this.site = site;
        this.cases = cases;
    }

    /** The names of all operations of the model. */
    public static Set<String> operations() {
        return RawModel.operations();
    }

    /** All cases of one operation. */
    public static List<ModelCase> of(String operation) {
        List<ModelCase> cases = new ArrayList<>();
        Site.of(operation).forEach(site -> new ModelCases(site, cases).addAll());
        return cases;
    }

    /** The smallest request that meets the model. */
    public static String validBody(String operation) {
        return Samples.valid(RawModel.input(operation));
    }

    private void addAll() {
        accept("valid", Samples.valid(site.shape()));
        if (site.kind() != Kind.KEY) {
            addTypes();
            addNull();
        }
        if (site.isMember()) {
            addAbsence();
        }
        switch (site.shape().type()) {
            case "structure" -> addStructure();
            case "list" -> accept("no elements", "[]");
            case "map" -> accept("no entries", "{}");
            case "string" -> addString();
            case "integer", "long" -> addNumber();
            case "boolean" -> accept("valid", "false");
            default -> throw new AssertionError(site);
        }
    }

    private void addTypes() {
        for (JsonKind kind : JsonKind.wrongFor(site.shape().type())) {
            Verdict verdict = Verdict.wrongType(SpecTexts.wrongType(kind, site.shape()));
            kind.examples().forEach(json -> add("given " + kind, json, verdict));
            // Types come before constraints: nothing is told of what is missing beside it.
            String alone = kind.examples().get(0);
            add("given " + kind + " alone", () -> site.alone().apply(alone), null, verdict);
        }
    }

    private void addNull() {
        switch (site.kind()) {
            case INPUT -> {
                add("null", "null", Verdict.NOT_JSON);
                add("empty body", "", Verdict.NOT_JSON);
                String valid = Samples.valid(site.shape());
                add("cut short", valid.substring(0, valid.length() - 1), Verdict.NOT_JSON);
                add("more after it", valid + " {}", Verdict.NOT_JSON);
            }
            case REQUIRED_MEMBER -> add("null", "null", missing());
            default -> acceptAs("null", site.around(), "null", Site.ABSENT);
        }
    }

    private void addAbsence() {
        String valid = Samples.valid(site.shape());
        if (site.kind() == Kind.REQUIRED_MEMBER) {
            add("absent", Site.ABSENT, missing());
            add("misspelt", () -> site.misspelt().apply(valid), null, missing());
        } else {
            accept("absent", Site.ABSENT);
            acceptAs("misspelt", site.misspelt(), valid, Site.ABSENT);
        }
    }

    private Verdict missing() {
        return Verdict.of(List.of(SpecTexts.missing(site.path())));
    }

    private void addStructure() {
        List<String> missing = site.parts()
                .filter(part -> part.kind() == Kind.REQUIRED_MEMBER)
                .map(part -> SpecTexts.missing(part.path()))
                .toList();
        add("nothing in it", "{}", Verdict.of(missing));
        String unknown = "\"X\":\"x\",\"\":1,\"Y\":[1,[null]],\"Z\":{\"X\":true},\"N\":null,\"D\":1e999";
        acceptAs(
                "unknown members",
                site.around(),
                Samples.object(site.shape(), "", unknown),
                Samples.object(site.shape(), "", ""));
    }

    private void addString() {
        StringSamples samples = StringSamples.of(site.shape());
        samples.all()
                .forEach(sample -> add(
                        sample.rule(),
                        () -> site.around().apply(JsonText.quote(sample.text().get())),
                        null,
                        Verdict.of(site.details(sample.broken()))));
        List<String> values = site.shape().enumeration();
        if (!values.isEmpty()) {
            Verdict outside = Verdict.of(site.details(List.of(SpecTexts.notOneOf(values))));
            for (String value : values) {
                accept("enum: inside " + value, JsonText.quote(value));
                add("enum: outside", JsonText.quote(value.toLowerCase(Locale.ROOT)), outside);
                add("enum: outside", JsonText.quote(value + " "), outside);
                add("enum: outside", JsonText.quote(value.substring(1)), outside);
            }
            add("enum: outside", "\"\"", outside);
        }
    }

    private void addNumber() {
        Long min = site.shape().min();
        Long max = site.shape().max();
        boolean isLong = site.shape().is("long");
        String least = isLong ? "-9223372036854775808" : "-2147483648";
        String greatest = isLong ? "9223372036854775807" : "2147483647";
        if (min != null) {
            accept("min: inside", String.valueOf(min));
            acceptAs("decimal", site.around(), min + ".9", String.valueOf(min));
            acceptAs("decimal", site.around(), min + "e0", String.valueOf(min));
            Verdict outside = Verdict.of(site.details(List.of(SpecTexts.tooSmall(min))));
            for (String below : List.of(String.valueOf(min - 1), (min - 1) + ".9", "-1", least)) {
                add("min: outside", below, outside);
            }
        }
        if (max != null) {
            accept("max: inside", String.valueOf(max));
            acceptAs("decimal", site.around(), max + ".9", String.valueOf(max));
            Verdict outside = Verdict.of(site.details(List.of(SpecTexts.tooGreat(max))));
            add("max: outside", String.valueOf(max + 1), outside);
            add("max: outside", greatest, outside);
        } else {
            accept("greatest", greatest);
        }
        Verdict beyond = Verdict.wrongType(SpecTexts.notConvertible(JsonKind.INTEGER, site.shape()));
        add("beyond the type", isLong ? "9223372036854775808" : "2147483648", beyond);
        add("beyond the type", isLong ? "-9223372036854775809" : "-2147483649", beyond);
        add("beyond the type", "1e400", beyond);
        add("beyond the type", "-1e400", beyond);
    }

    private void accept(String rule, String json) {
        add(rule, json, Verdict.MEETS_THE_MODEL);
    }

    private void acceptAs(String rule, UnaryOperator<String> body, String json, String sameJson) {
        add(rule, () -> body.apply(json), () -> site.around().apply(sameJson), Verdict.MEETS_THE_MODEL);
    }

    private void add(String rule, String json, Verdict verdict) {
        add(rule, () -> site.around().apply(json), null, verdict);
    }

    private void add(String rule, Supplier<String> body, @Nullable Supplier<String> sameAs, Verdict verdict) {
        cases.add(new ModelCase(site.operation(), site.place(), rule, body, sameAs, verdict));
    }
}
