/**
 * The HTTP front end on Vert.x: it listens, keeps the limits, and leads each request to the dialect or to one of the
 * routes beside it. It knows neither a dialect nor how sessions are scheduled.
 *
 * <h2>The way of a request</h2>
 *
 * <p>{@link dev.berth.server.http.FrontEnd} starts one {@code EventLoopServer} for each event loop, all on one port. A
 * request is looked at in this order: is its connection one too many; is its host one that we answer; then {@code POST /}
 * becomes an {@code Exchange}, which waits while too many are {@code InFlight}, gathers the body and calls the
 * {@link dev.berth.server.http.Dialect}, and everything
 * else goes through {@code Routes}: a path whose first segment is {@linkplain dev.berth.server.http.ReservedPaths reserved}
 * to the Vert.x Web router, any other to the {@link dev.berth.server.http.PathHandler}, if there is one. A dialect's scheduler completes its futures on the same event
 * loop, in bunches, so a request never changes threads on the way back.
 *
 * <h2>A port for operators</h2>
 *
 * <p>Metrics, health, administration and the console may have a port of their own; the other one then answers 404 for them. That
 * port has the dialect and the other paths too, for a page in a browser reads from one origin only. No limit of connections is for
 * it, so operators get in when there are too many others.
 *
 * <h2>TLS</h2>
 *
 * <p>With a certificate only TLS 1.2 and 1.3 are spoken. {@code CertificateWatch} looks at its files, and new connections get
 * the renewed one; a pair that does not load, or does not fit together, changes nothing. A handshake may take 10 seconds; until
 * it is done a connection is not among those that are counted.
 *
 * <h2>Limits</h2>
 *
 * <p>Over a limit, the client gets an answer that names it, with {@code Connection: close}, and the connection is closed
 * after what it still sends has been thrown away for at most a second.
 *
 * <table>
 * <caption>Limits and their answers</caption>
 * <tr><th>what</th><th>answer</th></tr>
 * <tr><td>body, chunked ones counted as they arrive</td><td>413 {@code RequestEntityTooLargeException}</td></tr>
 * <tr><td>larger body, which a dialect allows for single operations; with identities only for those who name a known access
 *     key</td><td>the same</td></tr>
 * <tr><td>bodies of all connections that are still arriving, together an eighth of the heap, but 128 MiB
 *     where that is at most a quarter of it</td>
 *     <td>400 {@code ThrottlingException}</td></tr>
 * <tr><td>first line, 4,096 bytes</td><td>414 {@code UriTooLongException}</td></tr>
 * <tr><td>headers</td><td>431 {@code RequestHeaderFieldsTooLargeException}</td></tr>
 * <tr><td>connections</td><td>503 {@code ServiceUnavailableException} to the first request; 64 beyond the limit are
 *     told so, others closed at once</td></tr>
 * <tr><td>connections of one source</td><td>the same, told that it is those</td></tr>
 * <tr><td>requests in flight</td><td>the next one waits, and its connection is not read; places are kept for urgent
 *     ones</td></tr>
 * <tr><td>time without a byte</td><td>closed without an answer</td></tr>
 * <tr><td>answers that the client does not read</td><td>its next request waits</td></tr>
 * </table>
 *
 * <h2>Other answers</h2>
 *
 * <p>Every error that is not a path handler's has the JSON body of the AWS dialects, {@code {"__type": …, "Message": …}}. 400 for what is not HTTP,
 * for a {@code Transfer-Encoding} other than {@code chunked}, and for a {@code Host} that is missing or there twice, 403 for a host that is not this machine (where only that is
 * allowed), 404, 405 with {@code Allow}, 415 for a budget that is not JSON, 417 for an {@code Expect} other than
 * {@code 100-continue}. A defect is 500 with the request's id, which the log has too, and nothing else. A request that is
 * refused while its body is on the way loses its connection. So does, without an answer, a request of which nobody knows
 * whether it took effect.
 *
 * <p>What changes something under {@code /admin}, or was to, is told to the {@linkplain dev.berth.server.audit audit log}.
 *
 * <p>Every answer has {@code Date} and {@code x-amzn-RequestId}, but for that to an unknown version of HTTP, which is the
 * 501 of Vert.x.
 */
@NullMarked
package dev.berth.server.http;

import org.jspecify.annotations.NullMarked;
