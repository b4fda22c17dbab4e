package dev.berth.bench.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioReaderTest {
    private static final Path EXAMPLE = Path.of("src/main/scenarios/mixed.yaml");

    @Test
    void theExampleSaysEverything() {
        Scenario scenario = ScenarioReader.read(EXAMPLE);

        assertThat(scenario.name()).isEqualTo("mixed day");
        assertThat(scenario.seed()).hasValue(20_261_124);
        assertThat(scenario.accountBudget()).hasValue(1_000);
        assertThat(scenario.workGroups())
                .containsExactly(new WorkGroupShare("spark-primary", 1, OptionalInt.of(1_000)));
        assertThat(scenario.load().orElseThrow().duration()).isEqualTo(Duration.ofSeconds(21));
        assertThat(scenario.load().orElseThrow().requests()).isEqualTo(625 + 1_000 + 1_200 + 1_000);
        assertThat(scenario.budgetChanges())
                .containsExactly(
                        new BudgetChange(Duration.ofSeconds(6), "account", 600),
                        new BudgetChange(Duration.ofSeconds(12), "account", 1_000));
    }

    @Test
    void whatIsLeftOutIsAsWithoutAFile() {
        Scenario scenario = ScenarioReader.parse("seed: 7", "bare");

        assertThat(scenario.name()).isEqualTo("bare");
        assertThat(scenario.workGroups()).isEqualTo(Scenario.startsOnly().workGroups());
        assertThat(scenario.load()).isEmpty();
        Draw draw = new Draws(scenario, 1).next();
        assertThat(draw.kind()).isEqualTo(OperationKind.START);
        assertThat(draw.dpus()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mixx: {start: 1}                             | mixx: there is no such key; there are",
                "mix: {begin: 1}                              | mix.begin: there is no such key; there are calculation,",
                "mix: {start: -1}                             | mix.start: must be a whole number from 0 to 32767, not \"-1\"",
                "mix: {start: 0}                              | mix: must have a weight above 0",
                "mix: 5                                       | mix: must hold keys and values, not \"5\"",
                "dpus: {1: 1}                                 | a key of dpus: must be a whole number from 2 to 5000, not \"1\"",
                "dpus: {20: many}                             | dpus.20: must be a whole number",
                "seed: tomorrow                               | seed: must be a whole number",
                "work-groups: []                              | work-groups: must be a list with at least one entry",
                "work-groups: [{weight: 1}]                   | work-groups[0].name: is missing",
                "work-groups: [{name: a b}]                   | work-groups[0].name: must be letters",
                "work-groups: [{name: a}, {name: a}]          | work-groups: must not name one twice",
                "work-groups: [{name: a, weight: 0}]          | work-groups[0].weight: must be a whole number from 1",
                "load: [{shape: square, rate: 1, for: 1s}]    | load[0].shape: must be one of constant, ramp, steps, spike, not \"square\"",
                "load: [{shape: constant, rate: 1}]           | load[0].for: is missing",
                "load: [{shape: constant, rate: 0, for: 1s}]  | load[0].rate: must be greater than 0",
                "load: [{shape: constant, rate: x, for: 1s}]  | load[0].rate: must be a rate",
                "load: [{shape: constant, rate: 1, for: 1}]   | load[0].for: must be a duration such as",
                "load: [{shape: constant, rate: 1, for: 0s}]  | load[0].for: must be longer than nothing",
                "load: [{shape: constant, rate: 1, for: 1s, x: 1}] | load[0].x: there is no such key; there are for, rate, shape",
                "load: [{shape: ramp, from: 0, to: 0, for: 1s}] | load[0].to: must be greater than 0 if from is 0",
                "load: [{shape: spike, rate: 1, peak: 2, at: 1s, peak-for: 1s, for: 1s}] | load[0].for: must hold the peak",
                "budget-changes: [{at: 1s, budget: everyone, limit: 1}] | budget-changes[0].budget: must be account or",
                "budget-changes: [{at: 1s, budget: account, limit: -1}] | budget-changes[0].limit: must be a whole number",
                "account-budget: [1]                          | account-budget: must be a whole number",
                "name: {a: b}                                 | name: must be a single value",
                "{                                            | is no YAML",
                "just text                                    | the scenario: must hold keys and values",
            })
    void whatCannotBeUsedIsSaid(String yaml, String message) {
        assertThatThrownBy(() -> ScenarioReader.parse(yaml, "test"))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ScenarioReader.read(Path.of("no-such-file.yaml")))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("no-such-file.yaml");
    }
}
