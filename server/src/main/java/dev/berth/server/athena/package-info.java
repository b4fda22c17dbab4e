/**
 * The dialect of Amazon Athena for Apache Spark: operations, their rules and texts, and the shape of their outputs. It
 * holds no rule of scheduling; what a request asks for goes to the {@link dev.berth.api.SessionScheduler}, and comes back
 * as a value that is put into words here. Types and constraints of inputs are the model's, read by
 * {@code dev.berth.server.awsjson}.
 *
 * <h2>To add an operation</h2>
 *
 * <p>Write a method {@code void name(Structure request, Reply reply) throws WireException} in the class of its family
 * ({@code SessionOperations}, {@code CalculationOperations}, {@code WorkGroupOperations}, {@code ResourceOperations} for what
 * an ARN names, {@code EngineOperations}; a new family is a new class, named once in {@link dev.berth.server.athena.AthenaDialect}), and add a
 * line to the family's {@code addTo}. The request meets the model already. Throw an error of {@code Errors}, or give the
 * output to the reply, at once or with {@code sendWhenDone}. Until then the operation is parsed, checked and answered
 * {@code UNSUPPORTED_OPERATION}.
 *
 * <p>{@code KeptMembers} reads back what requests gave before, {@code SessionMembers} adds the defaults of the work group,
 * {@code Replacement} changes what others may change at the same time, and {@code PageToken} and {@code NumberedPage} page
 * lists.
 *
 * <h2>Who may</h2>
 *
 * <p>Where there are identities, a request is looked at in this order: its signature; the operation, the syntax of its body and the
 * constraints of the model, which tell nothing of what is there; whether its sender may do this ({@code Permissions}); and only then
 * tokens, work groups and sessions. A session or calculation that is not known is {@code InvalidRequestException}, for only its
 * work group could say who may ask. Errors of the signature and {@code AccessDeniedException} have status 400, and
 * {@code message} in small letters.
 *
 * <h2>Chosen where the real service is not known</h2>
 *
 * <ul>
 *   <li>The identity that started a session is kept with what the start was given ({@code SessionIdentity}), so the same token of
 *       another identity is {@code IDEMPOTENT_PARAMETER_MISMATCH}: it leads nobody to a session that is not theirs.
 *   <li>CreateWorkGroup is about the work group that it names. Notebooks and capacity reservations are about {@code *}.
 *   <li>Results are read by those who may GetCalculationExecution in the work group of their session.
 *   <li>Another content type than {@code application/x-amz-json-1.1} or {@code application/json}, and a query string,
 *       are answered 404 {@code <UnknownOperationException/>}, as a missing content type is.
 *   <li>StartSession: Classifications are refused on PySpark engine version 3; on Spark 3.5 the only name is
 *       {@code spark-defaults}. {@code spark.athena.} keys are refused. The same holds for the EngineConfiguration of a
 *       Spark work group, which cannot bind a notebook either: a notebook has one live session.
 *   <li>A session takes what its start does not give from its work group: members of EngineConfiguration one by one, a map
 *       as one; MonitoringConfiguration as a whole; ExecutionRole. The work group is that of the moment at which the
 *       session was started; the DPUs, attributes and tags that a start takes are all of one version of it. A token
 *       compares what was given, so it replays whatever has become of the work group.
 *   <li>A DISABLED work group answers StartSession after a known token, and before its engine is looked at.
 *   <li>UpdateWorkGroup: what is given and removed in one request is removed. EngineConfiguration, MonitoringConfiguration
 *       and the like are replaced as a whole. The rules of CreateWorkGroup hold for the result, but for ExecutionRole,
 *       which cannot be removed. The engine cannot change; an EngineVersion that selects none is ignored. {@code primary}
 *       may be updated. Where somebody else changes the work group at the same time, the update is made anew on their
 *       result, 16 times at most, then it is throttled; so are changes of tags.
 *   <li>The configuration of a work group may have 262,144 bytes as canonical JSON.
 *   <li>Tags need key and value, at most 50 on the result, no key twice in a request, none that starts with {@code aws:}
 *       in any letter case; letters, with their marks, and digits of any script. Those of a session at its start count
 *       with those that are copied from its work group. A session's own win. TagResource without tags changes nothing.
 *   <li>ARNs: {@code arn:*:athena:*:*:} and a resource. A data catalog or capacity reservation is one that is missing; any
 *       other resource than these, work groups and sessions is invalid, as is an ARN of another service. A session's ARN
 *       names its work group too.
 *   <li>Executors: as many as the session holds DPUs, each of size 1, the first a COORDINATOR, the others WORKERs. The
 *       coordinator is the oldest, hence last. They are all in the state of the session, REGISTERED while it is IDLE, BUSY
 *       or DEGRADED; they start and end with it; times are milliseconds since the epoch.
 *   <li>ListApplicationDPUSizes: {@code Athena notebook version 1}, which supports nodes of 1 DPU.
 *   <li>GetResourceDashboard of a session, live or ended, is the address of its page in the console, under which the caller
 *       reaches it, which only those can use who may administer the server. A work group that is there is invalid, as it is no
 *       session.
 *   <li>A budget or ceiling that can never hold the session, an engine version without a runtime, and a missing token
 *       where one is required are {@code InvalidRequestException}.
 *   <li>GetSession: the ExecutionRole is the work group's where the session has none; the EncryptionConfiguration is that
 *       of the work group's ResultConfiguration; there is no WorkingDirectory before there are calculations. A reason is
 *       shown in FAILED, DEGRADED and TERMINATED only.
 *   <li>StartCalculationExecution: the code is looked at before the session, and the session before the token, so nothing is
 *       repeated once a session is forgotten. Exactly one of the two members has code, which may be empty; a token compares
 *       the code, in whichever of them it is, and the Description. A token is the session's: the same one in another session is
 *       another. It is known for as long as its calculation is, and never required. The answer is always CREATING. A session
 *       whose end has been asked for is TERMINATING in the sentence that refuses. Sessions of Apache Spark version 3.5, and
 *       of runtimes that run no code, answer {@code UNSUPPORTED_OPERATION}.
 *   <li>Calculations are CREATING, RUNNING, CANCELING or in a final state: a list of those that are CREATED or QUEUED is
 *       empty. StateChangeReason is told for FAILED and CANCELED only, and always. Progress is {@code 0%} until the end, then
 *       {@code 100%}. DpuExecutionInMillis is the session's DPUs for the time since the submission, up to the end.
 *   <li>GetCalculationExecution: WorkingDirectory is there from the start, Result once there is output: in every final state,
 *       but where a session ended together with its calculation. ResultS3Uri is an object, not a folder.
 *   <li>StopCalculationExecution of a calculation that has ended changes nothing, and answers its state.
 *   <li>{@code ResourceName} of an unknown work group is its ARN.
 *   <li>Lists: an empty NextToken of ListSessions, ListExecutors and ListCalculationExecutions is
 *       none; a token of ListSessions is checked before the
 *       work group. ListSessions of a SQL work group is empty. Tags are listed by key.
 *   <li>Results lie in {@code OutputLocation/SESSION/CALCULATION/}, without the slashes at the end of OutputLocation, which
 *       is {@code s3://berth-results/WORKGROUP} where a work group has none. It cannot be in a bucket that is named as a path
 *       of this server.
 *   <li>CreateWorkGroup checks the rules of its members before the name. {@code OutputLocation} is
 *       {@code s3://bucket} or longer. EffectiveEngineVersion in a request is ignored.
 *   <li>GetWorkGroup shows {@code ResultConfiguration} as {@code {}} where there is none. Work groups of the server's
 *       configuration show the defaults, and their engine version as selected.
 * </ul>
 */
@NullMarked
package dev.berth.server.athena;

import org.jspecify.annotations.NullMarked;
