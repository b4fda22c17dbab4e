/** The state of the whole server at a glance, kept up to date. */
import {h} from '../lib/preact.js';
import {account, refusedOf} from '../wire/live.js';
import {compact, millis, rate} from '../format.js';
import {sessionsRoute} from '../routes.js';
import {LiveView} from '../parts/live-view.js';
import {Plot} from '../parts/plot.js';
import {KeyFigures} from './overview/key-figures.js';
import {Budgets} from './overview/budgets.js';
import {Refusals} from './overview/refusals.js';
import {Holders} from './overview/holders.js';
import {SessionStates} from './overview/session-states.js';

export function OverviewPage({server}) {
    return h(Overview, {live: server.live, server});
}

class Overview extends LiveView {
    render({live, server}) {
        const {overview, history} = live;
        if (overview === null) {
            return h('p', {class: 'centred', role: 'status'}, live.connection.reason || 'Waiting for the first figures…');
        }
        return h('div', {class: 'overview'},
            h('h1', {class: 'unseen'}, 'Overview'),
            h(KeyFigures, {overview, history}),
            h('section', {class: 'card wide'}, h(Budgets, {budgets: overview.budgets, admin: server.admin})),
            h('section', {class: 'card third'}, h(Plot, {
                title: 'DPUs held', time: history.time, format: compact, least: 1,
                lines: [
                    {label: 'held', colour: '--accent', fill: '--accent-soft', values: history.held},
                    {label: 'limit', colour: '--quiet', values: history.limit},
                ],
            })),
            h('section', {class: 'card third'}, h(Plot, {
                title: 'Starts per second', time: history.time, format: rate, least: 1,
                lines: [
                    {label: 'started', colour: '--accent', fill: '--accent-soft', values: history.started},
                    {label: 'refused', colour: '--bad', values: history.refused},
                ],
            })),
            h('section', {class: 'card third'}, h(Plot, {
                title: 'Start latency', time: history.time, format: millis, least: 1,
                lines: [
                    {label: 'p50', colour: '--accent', values: history.p50},
                    {label: 'p99', colour: '--busy', values: history.p99},
                ],
            })),
            h('section', {class: 'card half'}, h(Refusals, {starts: overview.starts, refused: refusedOf(overview)})),
            h('section', {class: 'card half'}, h(SessionStates, {sessions: overview.sessions})),
            h('section', {class: 'card half'}, h(Holders, {
                title: 'Held by work group', label: 'Work group', holders: overview.holders.workGroups,
                others: overview.holders.otherWorkGroups, name: 'workGroup',
                held: account(overview).heldDpus, routeOf: workGroup => sessionsRoute({workGroup}),
            })),
            h('section', {class: 'card half'}, h(Holders, {
                title: 'Held by identity', label: 'Identity', holders: overview.holders.identities,
                others: overview.holders.otherIdentities, name: 'identity',
                held: account(overview).heldDpus, routeOf: identity => sessionsRoute({search: identity}),
            })));
    }
}
