/**
 * Proves from answers alone that a server kept its promises: never more DPUs than a budget allows, one session or calculation
 * for each token, nothing acknowledged forgotten.
 *
 * <h2>What is held for certain</h2>
 *
 * <p>A session holds its DPUs from some moment before its start was answered. It may end by itself, so that it still holds them
 * is certain only up to the moment at which the last request was sent whose answer shows it alive. The sum of what is held for
 * certain is a lower bound of what is held: above the budget it proves that the server admitted too much.
 *
 * <p>While the load runs, a session simply counts from the answer to its start until its TerminateSession is sent or it is
 * seen to have ended. That is never less than what is certain up to then; so as long as it stays within the budget, nothing
 * needs to be proved, and a million starts cost a million additions. Only if it does not, the sessions that still count are
 * asked for their state once more, and {@link dev.berth.bench.load.audit.Audit#prove} sweeps over what is certain.
 *
 * <h2>Budgets that shrink</h2>
 *
 * <p>What a budget held when it was shrunk may stay. While the change is under way, the larger limit counts. Afterwards, what
 * is held may be above the new limit only as long as all of it was asked for before the change was answered.
 */
@NullMarked
package dev.berth.bench.load.audit;

import org.jspecify.annotations.NullMarked;
