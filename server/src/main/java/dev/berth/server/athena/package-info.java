/**
 * The dialect of Amazon Athena for Apache Spark: operations, their rules and texts, and the shape of their outputs. It
 * holds no rule of scheduling; what a request asks for goes to the {@link dev.berth.api.SessionScheduler}, and comes back
 * as a value that is put into words here. Types and constraints of inputs are the model's, read by
 * {@code dev.berth.server.awsjson}.
 *
 * <h2>To add an operation</h2>
 *
 * <p>Write a method {@code void name(Structure request, Reply reply) throws WireException} in the class of its family
 * ({@code SessionOperations}, {@code WorkGroupOperations}; a new family is a new class, named once in
 * {@link dev.berth.server.athena.AthenaDialect}), and add a line to the family's {@code addTo}. The request meets the
 * model already. Throw an error of {@code Errors}, or give the output to the reply, at once or with {@code sendWhenDone}.
 * Until then the operation is parsed, checked and answered {@code UNSUPPORTED_OPERATION}.
 *
 * <h2>Chosen where the real service is not known</h2>
 *
 * <ul>
 *   <li>Another content type than {@code application/x-amz-json-1.1} or {@code application/json}, and a query string,
 *       are answered 404 {@code <UnknownOperationException/>}, as a missing content type is.
 *   <li>StartSession: Classifications are refused on PySpark engine version 3; on Spark 3.5 the only name is
 *       {@code spark-defaults}. {@code spark.athena.} keys are refused. Tags need key and value, at most 50, no key twice,
 *       none that starts with {@code aws:} in any letter case. Defaults that a work group has for sessions are not
 *       applied: what a request means does not change with the work group, so that a token always replays.
 *   <li>A budget or ceiling that can never hold the session, an engine version without a runtime, and a missing token
 *       where one is required are {@code InvalidRequestException}.
 *   <li>GetSession: the ExecutionRole is the work group's where the session has none; there is no WorkingDirectory
 *       before there are calculations. A reason is shown in FAILED, DEGRADED and TERMINATED only.
 *   <li>{@code ResourceName} of an unknown work group is its ARN.
 *   <li>Lists: an empty NextToken of ListSessions is none; a token is checked before the work group. ListSessions of a
 *       SQL work group is empty.
 *   <li>CreateWorkGroup checks the rules of its members before the name. {@code OutputLocation} is
 *       {@code s3://bucket} or longer. EffectiveEngineVersion in a request is ignored.
 *   <li>GetWorkGroup shows {@code ResultConfiguration} as {@code {}} where there is none. Work groups of the server's
 *       configuration show the defaults, and their engine version as selected.
 * </ul>
 */
@NullMarked
package dev.berth.server.athena;

import org.jspecify.annotations.NullMarked;
