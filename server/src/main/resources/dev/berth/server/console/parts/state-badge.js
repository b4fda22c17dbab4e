/** A state, told by its word and, for the eye, by a colour. */
import {h} from '../lib/preact.js';

export function StateBadge({state}) {
    return h('span', {class: `state state-${state.toLowerCase()}`}, state);
}
