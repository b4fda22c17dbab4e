/** The five figures that an operator looks at first. */
import {h} from '../../lib/preact.js';
import {account} from '../../wire/live.js';
import {compact, millis, rate, span, whole} from '../../format.js';
import {isLive} from '../../states.js';
import {Meter} from '../../parts/meter.js';

const RECENT_SECONDS = 60;

export function KeyFigures({overview, history}) {
    const {heldDpus, limitDpus, freeDpus} = account(overview);
    const live = Object.entries(overview.sessions).filter(([state]) => isLive(state))
        .reduce((sum, [, count]) => sum + count, 0);
    return h('section', {class: 'figures', 'aria-label': 'Key figures'},
        h(Figure, {label: 'DPUs held', value: whole(heldDpus), of: `of ${whole(limitDpus)}`, note: `${whole(freeDpus)} free`},
            h(Meter, {value: heldDpus, limit: limitDpus, label: `${whole(heldDpus)} of ${whole(limitDpus)} DPUs held`})),
        h(Figure, {label: 'Live sessions', value: compact(live), note: `up ${span(overview.uptimeSeconds)}`}),
        h(Figure, {label: 'Starts per second', value: rate(history.started.at(-1)), note: `${compact(overview.starts.started)} in all`}),
        h(Figure, {label: 'Refused, last minute', value: compact(recently(history)), isBad: recently(history) > 0,
            note: `${compact(overview.starts.replayed)} replayed in all`}),
        h(Figure, {label: 'Start latency, p99', value: millis(newest(history.p99)), note: `p50 ${millis(newest(history.p50))}`}),
        h(Accounts, {difference: overview.auditDifferenceDpus}));
}

function Figure({label, value, of, note, isBad = false, children}) {
    return h('div', {class: 'figure'},
        h('div', {class: 'figure-label'}, label),
        h('div', {class: isBad ? 'figure-value bad' : 'figure-value'}, value, of && h('small', null, ` ${of}`)),
        children,
        h('div', {class: 'figure-note'}, note));
}

/** Says whether every DPU is where it is said to be. */
function Accounts({difference}) {
    return h(Figure, difference === 0
        ? {label: 'Accounts', value: 'Balanced', note: 'no DPU is missing'}
        : {label: 'Accounts', value: `${whole(difference)} DPUs`, isBad: true, note: 'held, but by no session: report this'});
}

/** Of the last second in which there was something to measure. */
function newest(figures) {
    return figures.findLast(figure => figure !== null);
}

function recently({refused}) {
    return Math.round(refused.slice(-RECENT_SECONDS).reduce((sum, count) => sum + (count ?? 0), 0));
}
