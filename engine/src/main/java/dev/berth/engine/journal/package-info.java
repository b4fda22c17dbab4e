/**
 * Facts, their bytes, and where they are kept: in memory, or in a folder of this machine. Nothing here knows what a fact means.
 *
 * <h2>The files of a local journal</h2>
 *
 * <pre>{@code
 * segment-N      batches N, N+1, ...; its size is fixed, what is not used yet is zero
 * spare          the next segment, all zeros
 * snapshot-N     the state after batch N, in parts
 * closed         where the log ends; there only while nothing runs
 * lock           held by the process that uses the folder
 * snapshot.tmp, closed.tmp    being written; worth nothing after a crash
 *
 * file   = header frame*                       all numbers are big-endian
 *
 * header: 64 bytes                             frame: a multiple of 8 bytes
 *  0  "BERTHSEG" | "BERTHSNP" | "BERTHEND"      0  size of the payload: i32, > 0
 *  8  version: i32, 1                           4  CRC32C over salt, size, and all from byte 8 on: i32
 * 12  sequence: i64                             8  sequence of the batch, or number of the part: i64
 * 20  checksum: i32                            16  checksum of the frame before: i32
 * 24  largest payload of a frame: i32          20  facts of the batch: i32; of the last part of a snapshot -1
 * 28  size of a segment: i64                   24  payload, then zeros up to a multiple of 8
 * 36  salt: i64, random
 * 44  zeros
 * 60  CRC32C over bytes 0 to 59: i32
 * }</pre>
 *
 * <p>In the header of a segment are the sequence of its first batch and the checksum of the batch before it; in that of a
 * snapshot or of {@code closed} the last batch that it includes. The first checksum of all is 0. A file of another version is
 * refused.
 *
 * <h2>Why what is read is what was written</h2>
 *
 * <ul>
 *   <li>A batch is written only after the one before it is durable. So a crash can break one batch, the last, and that one
 *       was not acknowledged. Whatever is broken with a whole batch behind it is damage, and stops the start.
 *   <li>Each batch carries the checksum of the one before it, so none can be missing, doubled or moved.
 *   <li>Checksums begin with a random salt, so nobody can send a request whose bytes would be taken for a batch.
 *   <li>A segment has its name only after its header and its zeros are durable; its name is durable before a batch in it is
 *       acknowledged. So a segment with a broken header or of another size is damage, and only zeros follow the last batch.
 *   <li>A snapshot has its name only after all of it is durable; what it replaces is deleted after its name is durable.
 *   <li>A broken last batch is wiped before another one is written in its place.
 *   <li>What a start is shown may not be durable, if only the process before it was killed or its sync failed. So it syncs the
 *       folder, and writes the last batch once more, before anything that it has read counts.
 * </ul>
 *
 * <p>One limit is left: after a crash, damage to the last batch cannot be told from a batch that was not written to its end. It
 * is cut, with a line in the log. Nor can it be told that somebody has deleted the last segment as a whole. After a stop in
 * order both can, because {@code closed} says where the log ends.
 */
@NullMarked
package dev.berth.engine.journal;

import org.jspecify.annotations.NullMarked;
