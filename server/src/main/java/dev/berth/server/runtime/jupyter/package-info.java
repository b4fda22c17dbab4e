/**
 * A runtime whose sessions are Jupyter kernels: processes of this machine that run the code of calculations and keep their
 * variables from one to the next. The door is {@link dev.berth.server.runtime.jupyter.JupyterRuntime}.
 *
 * <p>Each session has a folder, {@code DATA/sessions/SESSION/}, readable by its owner only:
 *
 * <pre>
 * intent            a kernel is about to start
 * identity          it has started: process id and start time
 * connection.json   ports and key; the kernel writes its ports here
 * prepared          it was prepared, and how its output is taken
 * touched           a server knew the session then
 * kernel.out, .err  what the process itself writes
 * work/             its working folder
 * calculations/ID/  stdout, stderr and result.json of a calculation, and its outcome once the server knows it
 * </pre>
 *
 * <p>Into an IPython kernel goes a hook, {@code kernel-hook.py}, which writes the files of a calculation; so nothing is lost while
 * no server listens. The files of any other kernel are written by the server, from what the kernel publishes.
 *
 * <p>One thread owns the sockets and every state here. Files, processes and stores are left to a small pool, whose answers come
 * back to that thread.
 */
@NullMarked
package dev.berth.server.runtime.jupyter;

import org.jspecify.annotations.NullMarked;
