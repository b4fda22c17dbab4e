package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionScheduler;
import dev.berth.server.audit.AuditEntry;
import dev.berth.server.awsjson.ServiceModel;
import dev.berth.server.http.FakeScheduler;
import dev.berth.server.http.Responder;
import dev.berth.server.http.WireRequest;
import dev.berth.server.identity.Authenticator;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The dialect over a fake scheduler, without HTTP. */
final class Athena {
    static final ServiceModel MODEL = loadModel();
    static final AthenaConfig CONFIG = new AthenaConfig("us-east-1", "000000000000");

    final FakeScheduler scheduler = new FakeScheduler()
            .with("spark", EngineVersions.PYSPARK_3)
            .with("spark35", EngineVersions.SPARK_3_5)
            .with("primary", EngineVersions.SQL_3);

    /** What was written down, if an authenticator was given. */
    final List<AuditEntry> audited = new ArrayList<>();

    private AthenaDialect dialect;

    Athena() {
        dialect = new AthenaDialect(CONFIG, MODEL, scheduler);
    }

    /** The dialect over another scheduler than the fake one. */
    Athena(SessionScheduler other) {
        dialect = new AthenaDialect(CONFIG, MODEL, other);
    }

    /** The dialect over the fake scheduler, for those whom an authenticator knows. */
    Athena(Authenticator authenticator) {
        dialect = new AthenaDialect(CONFIG, MODEL, scheduler, authenticator, audited::add);
    }

    /** From now on another authenticator is asked. */
    void become(Authenticator authenticator) {
        dialect = new AthenaDialect(CONFIG, MODEL, scheduler, authenticator, audited::add);
    }

    private static ServiceModel loadModel() {
        try (InputStream json = openModel()) {
            return ServiceModel.load(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the members that a structure has in the model. */
    static Set<String> membersInTheModel(String shape) {
        try (InputStream json = openModel()) {
            return new JsonObject(new String(json.readAllBytes(), StandardCharsets.UTF_8))
                    .getJsonObject("shapes")
                    .getJsonObject(shape)
                    .getJsonObject("members")
                    .fieldNames();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream openModel() {
        return Objects.requireNonNull(AthenaDialect.class.getResourceAsStream("athena-model.json"));
    }

    /** Calls an operation as an SDK does. */
    Outcome call(String operation, String body) {
        return send(
                Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", "AmazonAthena." + operation),
                null,
                body);
    }

    Outcome send(Map<String, String> headers, @Nullable String query, String body) {
        Request request = new Request(headers, query, body);
        Outcome outcome = new Outcome();
        dialect.handle(request, outcome);
        return outcome;
    }

    int maxBodyBytes(Map<String, String> headers) {
        return dialect.maxBodyBytes(new Request(headers, null, ""), 1);
    }

    private static final class Request implements WireRequest {
        private final Map<String, String> headers;
        private final @Nullable String query;
        private final String body;

        Request(Map<String, String> headers, @Nullable String query, String body) {
            this.headers = new HashMap<>(headers);
            this.query = query;
            this.body = body;
        }

        @Override
        public @Nullable String header(CharSequence name) {
            return headers.get(name.toString());
        }

        @Override
        public String method() {
            return "POST";
        }

        @Override
        public String path() {
            return "/";
        }

        @Override
        public Iterable<Map.Entry<String, String>> headers() {
            return headers.entrySet();
        }

        @Override
        public @Nullable String query() {
            return query;
        }

        @Override
        public byte[] body() {
            return body.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String source() {
            return "192.0.2.7";
        }

        @Override
        public String consoleUrl() {
            return "http://berth.example/console/";
        }

        @Override
        public String requestId() {
            return "request";
        }
    }

    /** What became of a call. */
    static final class Outcome implements Responder {
        private final List<String> answers = new ArrayList<>();
        private int status;
        private String contentType = "";
        private String body = "";
        private @Nullable Throwable failure;

        @Override
        public void answer(int answeredStatus, CharSequence answeredType, byte[] answeredBody) {
            status = answeredStatus;
            contentType = answeredType.toString();
            body = new String(answeredBody, StandardCharsets.UTF_8);
            answers.add(body);
        }

        @Override
        public void fail(Throwable cause) {
            failure = cause;
            answers.add(cause.toString());
        }

        boolean isPending() {
            return answers.isEmpty();
        }

        int status() {
            assertThat(answers).as("answers").hasSize(1);
            return status;
        }

        String contentType() {
            return contentType;
        }

        String text() {
            assertThat(answers).as("answers").hasSize(1);
            return body;
        }

        Throwable failure() {
            assertThat(answers).as("answers").hasSize(1);
            return Objects.requireNonNull(failure, body);
        }

        /** The body of a success. */
        JsonObject json() {
            assertThat(status()).as(body).isEqualTo(200);
            assertThat(contentType).isEqualTo("application/x-amz-json-1.1");
            return new JsonObject(body);
        }

        void isError(String type, @Nullable String message) {
            assertThat(status()).as(body).isEqualTo(400);
            JsonObject json = new JsonObject(body);
            assertThat(json.getString("__type")).as(body).isEqualTo(type);
            assertThat(json.getString("Message")).isEqualTo(message);
        }

        void isInvalid(String message) {
            isInvalid("INVALID_INPUT", message);
        }

        void isInvalidStartingWith(String start) {
            assertThat(new JsonObject(text()).getString("Message")).as(body).startsWith(start);
            isInvalid(new JsonObject(body).getString("Message"));
        }

        void isInvalid(String code, String message) {
            isError("InvalidRequestException", message);
            assertThat(new JsonObject(body).getString("AthenaErrorCode")).isEqualTo(code);
        }
    }
}
