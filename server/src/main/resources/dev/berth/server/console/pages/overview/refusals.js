/** Why starts were refused since the server's start. */
import {h} from '../../lib/preact.js';
import {compact} from '../../format.js';
import {ShareBar} from '../../parts/share-bar.js';

export function Refusals({starts, refused}) {
    const reasons = Object.entries(starts.refused).filter(([, count]) => count > 0).sort(([, one], [, other]) => other - one);
    return h('div', null,
        h('div', {class: 'card-head'}, h('h2', null, 'Refusals by reason'), h('span', {class: 'muted'}, 'since the start')),
        reasons.length === 0 && h('p', {class: 'empty'}, 'No start was refused.'),
        h('ul', {class: 'bars'}, reasons.map(([reason, count]) => h('li', {key: reason},
            h('span', {class: 'bar-name'}, words(reason)),
            h(ShareBar, {share: count / refused, tone: 'bad'}),
            h('span', {class: 'number'}, compact(count))))),
        starts.failed > 0 && h('p', {class: 'muted'}, `${compact(starts.failed)} failed for other reasons.`));
}

/** A reason is a name of the engine's: OVER_BUDGET becomes "over budget". */
function words(reason) {
    return reason.toLowerCase().replace(/_/g, ' ');
}
