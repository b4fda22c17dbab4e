/**
 * Who may do what: identities with access keys and rules, kept in a file of the data folder, and the checks of requests
 * against them. It knows no dialect; actions and resources are texts, which whoever asks has put together.
 *
 * <h2>The file</h2>
 *
 * <p>{@code identities.yaml} in the data folder; {@code berth key} writes it, and so may people. Its mode must not be wider
 * than 0600.
 *
 * <pre>{@code
 * identities:
 *   - name: nightly                        # 1 to 64 letters, digits and _+=,.@-
 *     access-key-id: BERTHQ2W3E4R5T6Z7U8I  # 3 to 128 letters, digits and _
 *     secret-access-key: "…"               # 8 to 256 characters of ASCII without spaces
 *     allow:
 *       - actions: ["athena:StartSession", "athena:Get*"]
 *         on: ["workgroup/analytics-*"]
 *     deny:
 *       - actions: ["athena:*"]
 *         on: ["workgroup/analytics-secret"]
 *     requests-per-second: 50              # a limit of its own, 0 for none
 *     burst: 200                           # requests at once; the same number, if not given
 * }</pre>
 *
 * <p>Nothing is allowed that no rule allows, and what a rule denies stays denied whatever others allow. An action is
 * {@code athena:} and the name of an operation, or {@code berth:Admin}; what a request is about is {@code workgroup/NAME},
 * or {@code *} if it is about no work group. In a rule, {@code *} stands for any characters and {@code ?} for one. Letter
 * case matters for what a request is about, and not for actions, as in IAM. Unknown keys, and names or access keys that are
 * there twice, make the file unusable as a whole.
 *
 * <h2>Open and closed</h2>
 *
 * <p>While there has never been a file, everybody may do everything: {@link dev.berth.server.identity.Caller#ANYONE}. Once a
 * server has seen one, usable or not, it stays closed: a file that disappears leaves nobody, and one that cannot be used leaves
 * those who were there before. A change takes effect within a second.
 *
 * <h2>Rates</h2>
 *
 * <p>{@link dev.berth.server.identity.RequestRates} counts the requests of an identity, of all protocols and event loops
 * together, after it is proven and before anything else is done for it. What is beyond its limit is refused in the words that
 * make clients of the protocol wait and try again.
 */
@NullMarked
package dev.berth.server.identity;

import org.jspecify.annotations.NullMarked;
