/**
 * The wire protocol AWS JSON 1.1 as far as it follows from a service's model: reading a request, checking it against
 * the model, its canonical form, and the body of an error. What an operation does is not known here, and neither is
 * HTTP.
 *
 * <p>{@link dev.berth.server.awsjson.ServiceModel#load} reads the model once; {@link
 * dev.berth.server.awsjson.Operation#read(byte[])} reads a body in one pass into a {@link
 * dev.berth.server.awsjson.Structure}, then checks it. {@link dev.berth.server.awsjson.RequestReader} does the same, and less
 * where requests are alike; all other types are immutable. Nothing blocks.
 *
 * <h2>Reading</h2>
 *
 * <p>Whatever is wrong with the text or its types ends the reading there, in the order of the text, with {@code
 * SerializationException}; constraints are looked at only after the whole body has been read. Measured on the real
 * service:
 *
 * <ul>
 *   <li>Text that is empty, {@code null} or not JSON: no message. A value of the wrong type: a message that
 *       names the type found, such as {@code STRING_VALUE can not be converted to an Integer}.
 *   <li>A decimal where a whole number belongs is truncated towards zero.
 *   <li>Members that the model does not have are ignored at every depth. A member that is null is absent. A null
 *       element of a list is dropped.
 * </ul>
 *
 * <p>Chosen here, where nothing is known:
 *
 * <ul>
 *   <li>Without message, as not JSON: bytes that are not UTF-8, half a surrogate pair written as an escape in a value
 *       or in a key, anything after the object, more than 64 levels of nesting, a name or key of more than 1,024
 *       characters, a number of more than 1,000. The length of strings has no limit here but the body's.
 *   <li>A body that is a scalar answers as a structure elsewhere does: {@code Expected null}. So does a map.
 *   <li>A number beyond the range of its type can not be converted to that type.
 *   <li>The last of several members, or entries, of one name wins, also if it is null. The others must have the right
 *       type all the same.
 *   <li>An entry of a map whose value is null is absent. Maps are kept sorted by key.
 * </ul>
 *
 * <h2>Constraints</h2>
 *
 * <p>All that a request breaks is told in one {@code InvalidRequestException} with the code {@code INVALID_INPUT}, in
 * the order of the model, but at most ten details, which is where the framework of the real service stops; the number
 * in the heading is that of the details told. For one value the order is maximum, minimum, pattern, enumeration.
 *
 * <ul>
 *   <li>A place is a path of member names in lower camel case. An element of a list is {@code tags.1.member}, counted
 *       from one.
 *   <li>Scalars in a list and keys and values of a map have no place of their own: one detail for all of them, at the
 *       list or map, with all the constraints they have, as in {@code Map keys must satisfy constraint: [Member must
 *       have length less than or equal to 255, …]}.
 *   <li>Length is counted in characters (code points), but the maximum of {@code IdempotencyToken} in bytes of UTF-8,
 *       as measured.
 *   <li>A pattern is matched against the whole string, and not at all if the string is longer than its maximum: the
 *       length is told alone then.
 * </ul>
 */
@NullMarked
package dev.berth.server.awsjson;

import org.jspecify.annotations.NullMarked;
