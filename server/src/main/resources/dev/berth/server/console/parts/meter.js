/** How full something is, as a bar with an optional mark of the most there has been. */
import {h} from '../lib/preact.js';

const NEARLY = 0.8;

/**
 * @param {{value: number, limit: ?number, mark?: ?number, label: string}} props a limit of null or 0 is none to compare with
 */
export function Meter({value, limit, mark = null, label}) {
    const share = limit > 0 ? value / limit : value > 0 ? 1 : 0;
    const level = limit === null ? 'open' : share >= 1 ? 'full' : share >= NEARLY ? 'nearly' : 'free';
    return h('div', {class: `meter meter-${level}`, role: 'img', 'aria-label': label},
        h('div', {class: 'meter-held', style: {width: percent(limit === null ? 0 : share)}}),
        mark !== null && limit > 0 && h('div', {class: 'meter-mark', style: {left: percent(mark / limit)}}));
}

function percent(share) {
    return `${Math.min(1, Math.max(0, share)) * 100}%`;
}
