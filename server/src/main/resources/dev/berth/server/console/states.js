/** The states of sessions and calculations, and what may be done in them. */

/** All states of a session, in the order of its life. */
export const SESSION_STATES =
    ['CREATING', 'CREATED', 'IDLE', 'BUSY', 'DEGRADED', 'TERMINATING', 'TERMINATED', 'FAILED'];

const ENDED = new Set(['TERMINATED', 'FAILED']);
const FINAL = new Set(['COMPLETED', 'FAILED', 'CANCELED']);

/** Whether a session in this state holds its DPUs. */
export function isLive(state) {
    return !ENDED.has(state);
}

/** Whether a session in this state can be asked to end. */
export function canTerminate(state) {
    return isLive(state) && state !== 'TERMINATING';
}

/** Whether a calculation in this state has ended. */
export function isFinal(state) {
    return FINAL.has(state);
}
