/** How many sessions are in each state. */
import {h} from '../../lib/preact.js';
import {compact} from '../../format.js';
import {sessionsRoute} from '../../routes.js';
import {SESSION_STATES} from '../../states.js';
import {ShareBar} from '../../parts/share-bar.js';
import {StateBadge} from '../../parts/state-badge.js';

export function SessionStates({sessions}) {
    const all = Object.values(sessions).reduce((sum, count) => sum + count, 0);
    return h('div', null,
        h('div', {class: 'card-head'}, h('h2', null, 'Sessions by state'),
            h('span', {class: 'muted'}, `${compact(all)} known`)),
        h('ul', {class: 'bars'}, SESSION_STATES.map(state => h('li', {key: state},
            h('a', {class: 'bar-name', href: sessionsRoute({state})}, h(StateBadge, {state})),
            h(ShareBar, {share: all > 0 ? (sessions[state] ?? 0) / all : 0}),
            h('span', {class: 'number'}, compact(sessions[state] ?? 0))))));
}
