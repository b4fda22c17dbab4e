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
 * <h2>What is kept</h2>
 *
 * <p>For each of the last few hundred credentials with which a right signature came: the key that is derived from its secret,
 * and which header was where in the last such request. The key is used only while the secret of the owner is the same, and the
 * layout only for the same names of headers and the same list of signed ones, for which it would be found again. Nothing of a
 * request is kept before its signature is verified, so strangers neither fill this memory nor empty it. The
 * layout of a request with very many headers is not kept.
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
