/**
 * What the operators' console needs of the server: the page itself, which is static files of the jar and holds no data, and what
 * it reads under {@code /admin/v1}, which only those get who may administer the server. Nothing here changes anything: the page
 * does that through the public API and the budgets of the front end.
 *
 * <p>{@link dev.berth.server.console.Console} is the door. {@code StaticFiles} has the page: the files that the resource
 * {@code files} lists, and no others. {@code Overview} is the state of the whole at one instant, and {@code OverviewFeed} sends it to
 * those who listen. {@code SessionSearch} goes through sessions, newest first, in steps of bounded work.
 *
 * <p>What a start has given is in the encoding of a dialect, which reads it through
 * {@link dev.berth.server.console.SessionReader}.
 */
@NullMarked
package dev.berth.server.console;

import org.jspecify.annotations.NullMarked;
