/**
 * Signature Version 4 of AWS, to verify: who has signed a request, and whether it is still what was signed. It knows
 * neither identities nor dialects; whose key it is, and how an error is worded for clients, is for others to say.
 *
 * <h2>What must be signed</h2>
 *
 * <p>Clients choose which headers they sign. What is not signed can be changed by anybody on the way, so {@code Host} and
 * every {@code X-Amz-…} header that was sent must be among them, {@code X-Amz-Target}, which names the operation, before
 * all; AWS asks the same of its clients. A header that was signed and is not there any more is refused even if it was
 * empty. No header that a signature is read from may be there twice.
 *
 * <h2>Order</h2>
 *
 * <p>Is there a signature, and one only; is it whole; is its scope this service; is it of now; is the key known; does the
 * signature fit. Everything before the last two is the caller's own text, so nobody learns from it.
 *
 * <h2>Two ways</h2>
 *
 * <table>
 * <caption>How services differ</caption>
 * <tr><th></th><th>JSON services</th><th>Amazon S3</th></tr>
 * <tr><td>window</td><td>5 minutes</td><td>15 minutes</td></tr>
 * <tr><td>in the query</td><td>no</td><td>yes, for as long as it says, a week at most</td></tr>
 * <tr><td>path</td><td>encoded once more</td><td>encoded once, as it was sent</td></tr>
 * <tr><td>hash of the body</td><td>of what arrived; a declared one must be the same</td><td>as declared, which it must
 *     be: of nothing, where nothing is read, or {@code UNSIGNED-PAYLOAD}</td></tr>
 * </table>
 */
@NullMarked
package dev.berth.server.sigv4;

import org.jspecify.annotations.NullMarked;
