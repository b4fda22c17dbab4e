package dev.berth.server.http;

import io.vertx.core.http.HttpHeaders;

/** Values of {@code Content-Type}, in the form that is written without being encoded again. */
public final class MediaTypes {
    /** AWS JSON 1.1. */
    public static final CharSequence AWS_JSON = HttpHeaders.createOptimized("application/x-amz-json-1.1");

    /** Plain JSON. */
    public static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    /** XML. */
    public static final CharSequence XML = HttpHeaders.createOptimized("application/xml");

    private MediaTypes() {}
}
