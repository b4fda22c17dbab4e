/** What starting a session costs inside a process: the whole engine, without HTTP. */
@NullMarked
package dev.berth.bench.start;

import org.jspecify.annotations.NullMarked;
