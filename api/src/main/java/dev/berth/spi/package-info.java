/**
 * What a scheduler needs from outside: a {@link dev.berth.spi.Journal} that keeps its facts, a
 * {@link dev.berth.spi.SessionRuntime} that turns admitted sessions into compute, a {@link dev.berth.spi.TimeSource}, and
 * {@link dev.berth.spi.SchedulerStats} and {@link dev.berth.spi.JournalStats} that watch it.
 *
 * <p>Implementations compile against this module alone. Each type says on which thread it is called and what it must not
 * do there.
 */
@NullMarked
package dev.berth.spi;

import org.jspecify.annotations.NullMarked;
