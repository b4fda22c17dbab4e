package dev.berth.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The vectors were made with the signer of botocore. */
class RequestSignerTest {
    private static final String KEY_ID = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String TARGET = "AmazonAthena.StartSession";
    private static final byte[] BODY = "{\"WorkGroup\": \"spark\", \"EngineConfiguration\": {\"MaxConcurrentDpus\": 2}}"
            .getBytes(StandardCharsets.UTF_8);

    @Test
    void signsAsBotocoreDoes() {
        RequestSigner signer = new RequestSigner(KEY_ID, SECRET, null, "us-east-1");

        assertThat(signer.authorization("127.0.0.1:8080", "20260102T030405Z", TARGET, BODY))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/athena/aws4_request,"
                        + " SignedHeaders=content-type;host;x-amz-date;x-amz-target,"
                        + " Signature=4c91107d8b1d67f2494ef4943cc33e6457bf0c20f9c0be975c0e8b9a4acdcd8c");
    }

    @Test
    void signsTheSessionTokenToo() {
        RequestSigner signer = new RequestSigner(KEY_ID, SECRET, "FwoGZXIvYXdzEXAMPLETOKEN//", "us-east-1");

        assertThat(signer.authorization("127.0.0.1:8080", "20260102T030405Z", TARGET, BODY))
                .contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,")
                .endsWith("Signature=3c70f87616a8cbe9ff970444e177db68d634952abca64fe2ce70e07ab36f361d");
    }

    @Test
    void anotherDayHasAnotherKeyAndTheFirstOneItsOwnAgain() {
        RequestSigner signer = new RequestSigner(KEY_ID, SECRET, null, "us-east-1");
        String first = signer.authorization("127.0.0.1:8080", "20260102T030405Z", TARGET, BODY);

        assertThat(signer.authorization("127.0.0.1:8080", "20260103T030405Z", TARGET, BODY))
                .contains("/20260103/");
        assertThat(signer.authorization("127.0.0.1:8080", "20260102T030405Z", TARGET, BODY))
                .isEqualTo(first);
    }
}
