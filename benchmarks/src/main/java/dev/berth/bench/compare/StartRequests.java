package dev.berth.bench.compare;

import dev.berth.bench.load.AmzDate;
import dev.berth.bench.load.RequestSigner;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.UUID;

/**
 * StartSession requests as an AWS SDK sends them, each with a token of its own, made and signed before they are needed. All
 * servers get such requests, those that verify nothing too, so that they read equally many bytes.
 */
final class StartRequests {
    private static final String TARGET = "AmazonAthena.StartSession";

    private final String host;
    private final String workGroup;
    private final AmzDate date = new AmzDate(InstantSource.system());
    private final RequestSigner signer = Key.signer();

    /** Requests to a server, given by its host and port, that start sessions in the work group that is always there. */
    StartRequests(String host) {
        this(host, "spark-primary");
    }

    StartRequests(String host, String workGroup) {
        this.host = host;
        this.workGroup = workGroup;
    }

    /** Requests for the next minutes: later their signatures are too old. */
    byte[][] make(int count) {
        String now = date.now();
        byte[][] requests = new byte[count][];
        for (int i = 0; i < count; i++) {
            requests[i] = one(now);
        }
        return requests;
    }

    private byte[] one(String now) {
        String body = "{\"WorkGroup\":\"" + workGroup + "\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":20},"
                + "\"ClientRequestToken\":\"" + UUID.randomUUID() + "\"}";
        String authorization = signer.authorization(host, now, TARGET, body.getBytes(StandardCharsets.ISO_8859_1));
        String head = "POST / HTTP/1.1\r\n"
                + "Host: " + host + "\r\n"
                + "amz-sdk-invocation-id: " + UUID.randomUUID() + "\r\n"
                + "amz-sdk-request: attempt=1; max=4\r\n"
                + "Authorization: " + authorization + "\r\n"
                + "Content-Type: " + RequestSigner.CONTENT_TYPE + "\r\n"
                + "User-Agent: aws-sdk-java/2.54.14 md/io#sync md/http#Apache ua/2.1 api/Athena#2.54.x os/Linux#6.18\r\n"
                + "X-Amz-Date: " + now + "\r\n"
                + "X-Amz-Target: " + TARGET + "\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.ISO_8859_1);
    }
}
