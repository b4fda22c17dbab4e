package dev.berth.bench.compare;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** StartSession requests as an AWS SDK sends them, each with a token of its own, made before they are needed. */
final class StartRequests {
    private final String host;

    StartRequests(String host) {
        this.host = host;
    }

    byte[][] make(int count) {
        byte[][] requests = new byte[count][];
        for (int i = 0; i < count; i++) {
            requests[i] = one();
        }
        return requests;
    }

    private byte[] one() {
        String body = "{\"WorkGroup\":\"spark-primary\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":20},"
                + "\"ClientRequestToken\":\"" + UUID.randomUUID() + "\"}";
        String head = "POST / HTTP/1.1\r\n"
                + "Host: " + host + "\r\n"
                + "amz-sdk-invocation-id: " + UUID.randomUUID() + "\r\n"
                + "amz-sdk-request: attempt=1; max=4\r\n"
                + "Content-Type: application/x-amz-json-1.1\r\n"
                + "User-Agent: aws-sdk-java/2.54.14 md/io#sync md/http#Apache ua/2.1 api/Athena#2.54.x os/Linux#6.18\r\n"
                + "X-Amz-Date: 20261124T120000Z\r\n"
                + "X-Amz-Target: AmazonAthena.StartSession\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.ISO_8859_1);
    }
}
