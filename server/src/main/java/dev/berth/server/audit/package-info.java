/**
 * The audit log: who has changed what, or tried to. It knows neither HTTP nor a dialect; whoever serves requests tells it.
 *
 * <h2>The file</h2>
 *
 * <p>{@code audit.log} in the data folder, readable by its owner only (mode 0600), one JSON object a line:
 *
 * <pre>{@code
 * {"time":"2026-11-24T21:57:03.120Z","identity":"nightly","source":"10.0.0.7","action":"athena:StartSession",
 *  "resource":"workgroup/analytics","session":"01a2…","outcome":"ok","requestId":"5a6b…"}
 * }</pre>
 *
 * <p>{@code identity} is {@code null} where there are none, or nobody is proven to be the sender. {@code resource} is what
 * rules of identities call it, or the path of an administrative request; it is left out where the request does not tell.
 * {@code session} and {@code calculation} are there where they are known. {@code outcome} is {@code ok}, the name of the
 * error, or {@code unknown} where nobody knows whether the request took effect. A value has at most
 * {@value dev.berth.server.audit.AuditLineEncoder#MAX_VALUE} characters, and other characters than those of ASCII are escaped.
 *
 * <p>Once a file is full it becomes {@code audit.log.1}, that one {@code audit.log.2}, and the last one is deleted.
 *
 * <h2>What may be missing</h2>
 *
 * <p>Requests never wait for this log. Lines are written some milliseconds later, by a thread of its own, from a queue of
 * {@value dev.berth.server.audit.FileAuditLog#MAX_QUEUED} lines. What the queue or the disk does not take is lost, and
 * counted: the next line that can be written is {@code {"time":…,"linesLost":N}}. A stop in order writes what waits. After a
 * crash of the process the last moments may be missing, after one of the system the last seconds.
 *
 * <p>Why not the appenders of a logging library: none keeps a file from others' eyes through its rotations, and those that
 * never make a caller wait do not tell how much they have dropped.
 */
@NullMarked
package dev.berth.server.audit;

import org.jspecify.annotations.NullMarked;
