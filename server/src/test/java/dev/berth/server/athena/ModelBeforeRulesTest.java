package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionScheduler;
import dev.berth.server.awsjson.ModelCase;
import dev.berth.server.awsjson.ModelCase.Verdict;
import dev.berth.server.awsjson.ModelCases;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case of the model through the whole dialect: what breaks the model is told so, whatever else is wrong with it and
 * whether the operation is built or not, before the scheduler is asked anything.
 */
class ModelBeforeRulesTest {
    private static Set<String> operations() {
        return ModelCases.operations();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatBreaksTheModel_isToldFirst(String operation) {
        Athena athena = new Athena(untouchable());
        int refused = 0;
        for (ModelCase one : ModelCases.of(operation)) {
            if (!one.verdict().isAccepted()) {
                Athena.Outcome outcome = athena.call(operation, one.body().get());
                assertThat(outcome.status()).as("%s", one).isEqualTo(400);
                assertThat(outcome.contentType()).isEqualTo("application/x-amz-json-1.1");
                assertThat(new JsonObject(outcome.text())).as("%s", one).isEqualTo(bodyOf(one.verdict()));
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatMeetsTheModel_isNotRefusedByIt(String operation) {
        Athena athena = new Athena();
        String unsupported = "Operation " + operation + " is not supported.";
        boolean isBuilt = !unsupported.equals(messageOf(athena.call(operation, ModelCases.validBody(operation))));
        for (ModelCase one : ModelCases.of(operation)) {
            if (one.verdict().isAccepted()) {
                Athena.Outcome outcome = athena.call(operation, one.body().get());
                if (isBuilt) {
                    assertThat(outcome.status()).as("%s", one).isIn(200, 400);
                    assertThat(outcome.text())
                            .as("%s", one)
                            .doesNotContain(
                                    "validation error",
                                    "failed to satisfy constraint",
                                    "SerializationException",
                                    "UNSUPPORTED_OPERATION");
                } else {
                    outcome.isInvalid("UNSUPPORTED_OPERATION", unsupported);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "StartSession | 'WorkGroup':'primary','EngineConfiguration':{} | ,'Description':''",
                "StartSession | 'WorkGroup':'nowhere','EngineConfiguration':{'MaxConcurrentDpus':2} | ,'Tags':[{'Key':''}]",
                "StartSession | 'WorkGroup':'spark','EngineConfiguration':{'AdditionalConfigs':{'NotebookId':'n'}}"
                        + " | ,'NotebookVersion':''",
                "StartSession | 'WorkGroup':'spark','EngineConfiguration':{},'Tags':[{'Key':'aws:a','Value':'v'}]"
                        + " | ,'ClientRequestToken':'short'",
                "GetSession | 'SessionId':'nobody' | ,'SessionId':''",
                "TerminateSession | 'SessionId':'nobody' | ,'SessionId':''",
                "ListSessions | 'WorkGroup':'nowhere','NextToken':'rubbish' | ,'MaxResults':0",
                "StartCalculationExecution | 'SessionId':'nobody' | ,'ClientRequestToken':'short'",
                "StartCalculationExecution | 'SessionId':'nobody','CodeBlock':'1' | ,'Description':''",
                "GetCalculationExecution | 'CalculationExecutionId':'nobody' | ,'CalculationExecutionId':''",
                "StopCalculationExecution | 'CalculationExecutionId':'nobody' | ,'CalculationExecutionId':7",
                "ListCalculationExecutions | 'SessionId':'nobody','NextToken':'rubbish' | ,'StateFilter':'STOPPED'",
                "CreateWorkGroup | 'Name':'w','Configuration':{'ResultConfiguration':{'OutputLocation':'rubbish'}}"
                        + " | ,'Description':7",
                "CreateWorkGroup | 'Name':'w','Tags':[] | ,'Name':'a b'",
                "GetWorkGroup | 'WorkGroup':'nowhere' | ,'WorkGroup':null",
                "DeleteWorkGroup | 'WorkGroup':'primary' | ,'RecursiveDeleteOption':1",
            })
    void whatBreaksARule_isToldLater(String operation, String members, String breakingTheModel) {
        Athena athena = new Athena();

        Athena.Outcome rule = athena.call(operation, "{" + members.replace('\'', '"') + "}");
        Athena.Outcome model = athena.call(operation, "{" + (members + breakingTheModel).replace('\'', '"') + "}");

        assertThat(rule.status()).isEqualTo(400);
        assertThat(rule.text()).doesNotContain("validation error", "SerializationException", "UNSUPPORTED_OPERATION");
        assertThat(model.status()).isEqualTo(400);
        assertThat(model.text()).containsAnyOf("1 validation error detected: ", "SerializationException");
    }

    private static String messageOf(Athena.Outcome outcome) {
        return new JsonObject(outcome.text()).getString("Message", "");
    }

    /** An error's body, as the real service writes it. */
    private static JsonObject bodyOf(Verdict verdict) {
        JsonObject body = new JsonObject().put("__type", verdict.errorType());
        if (verdict.code() != null) {
            body.put("AthenaErrorCode", verdict.code()).put("ErrorCode", verdict.code());
        }
        return verdict.message() == null ? body : body.put("Message", verdict.message());
    }

    /** A scheduler that must not be asked anything. */
    private static SessionScheduler untouchable() {
        InvocationHandler handler = (proxy, method, arguments) -> {
            throw new AssertionError("the scheduler was asked: " + method);
        };
        return (SessionScheduler) Proxy.newProxyInstance(
                ModelBeforeRulesTest.class.getClassLoader(), new Class<?>[] {SessionScheduler.class}, handler);
    }
}
