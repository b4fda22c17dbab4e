/** The server as a process: what survives when it is killed, and how it ends when its disk fails. */
package dev.berth.server.process;
