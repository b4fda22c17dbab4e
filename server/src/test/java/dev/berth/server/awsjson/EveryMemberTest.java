package dev.berth.server.awsjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.berth.server.awsjson.ModelCase.Verdict;
import dev.berth.server.awsjson.Obligations.Obligation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every value in every operation's input is held against the model file, and none is left out. */
final class EveryMemberTest {
    @TestFactory
    Stream<DynamicContainer> everyMember() {
        return ModelCases.operations().stream().map(operation -> {
            Map<String, List<ModelCase>> byPlace = ModelCases.of(operation).stream()
                    .collect(Collectors.groupingBy(ModelCase::place, LinkedHashMap::new, Collectors.toList()));
            return dynamicContainer(
                    operation,
                    byPlace.entrySet().stream()
                            .map(entry -> dynamicTest(
                                    "at " + entry.getKey(),
                                    () -> entry.getValue().forEach(EveryMemberTest::check))));
        });
    }

    @Test
    void noConstraintOfTheModelIsLeftWithoutACase() throws IOException {
        Map<String, List<ModelCase>> cases = ModelCases.operations().stream()
                .flatMap(operation -> ModelCases.of(operation).stream())
                .collect(Collectors.groupingBy(ModelCase::key));
        List<Obligation> owed = Obligations.all();

        assertThat(owed)
                .filteredOn(obligation ->
                        cases.getOrDefault(obligation.key(), List.of()).stream().noneMatch(obligation::isMetBy))
                .isEmpty();
        assertThat(ModelCases.operations())
                .hasSize(42)
                .allMatch(operation ->
                        owed.stream().anyMatch(obligation -> obligation.key().startsWith(operation + " ")));
    }

    private static void check(ModelCase one) {
        Verdict verdict = one.verdict();
        if (verdict.isAccepted()) {
            Structure request = read(one, one.body().get());
            if (one.sameAs() != null) {
                assertThat(request)
                        .as("%s", one)
                        .isEqualTo(read(one, one.sameAs().get()));
            }
            return;
        }
        String body = one.body().get();
        WireException error =
                catchThrowableOfType(WireException.class, () -> operation(one).read(body.getBytes(UTF_8)));
        assertThat(error).as("%s: %.200s", one, body).isNotNull().hasMessage(verdict.message());
        assertThat(error.type()).as("%s", one).isEqualTo(verdict.errorType());
        assertThat(error.athenaErrorCode()).as("%s", one).isEqualTo(verdict.code());
        assertThat(error.httpStatus()).as("%s", one).isEqualTo(400);
    }

    private static Structure read(ModelCase one, String body) {
        try {
            return operation(one).read(body.getBytes(UTF_8));
        } catch (WireException e) {
            throw new AssertionError(String.format("%s: %.200s: %s", one, body, e.getMessage()), e);
        }
    }

    private static Operation operation(ModelCase one) {
        return requireNonNull(AthenaModel.MODEL.operation(one.operation()));
    }
}
