/** A share of a whole as a thin bar beside its figure, which says the same. */
import {h} from '../lib/preact.js';

export function ShareBar({share, tone = 'accent'}) {
    return h('div', {class: `share share-${tone}`, 'aria-hidden': 'true'},
        h('div', {style: {width: `${Math.min(1, Math.max(0, share)) * 100}%`}}));
}
