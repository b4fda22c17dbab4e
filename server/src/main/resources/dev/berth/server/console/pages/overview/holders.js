/** Who holds DPUs: the largest holders, and all others in one line. */
import {h} from '../../lib/preact.js';
import {compact, counted, whole} from '../../format.js';
import {ShareBar} from '../../parts/share-bar.js';

/**
 * Properties: `title`; `label`, what a holder is; `holders`, each with a name, or null, in the property that `name` says; `others`, all
 * that are not among them together, or null; `held`, the DPUs of all; `routeOf`, where a name leads.
 */
export function Holders({title, label, holders, others, name, held, routeOf}) {
    return h('div', null,
        h('div', {class: 'card-head'}, h('h2', null, title)),
        holders.length === 0 ? h('p', {class: 'empty'}, 'Nobody holds any DPUs.') : h('table', {class: 'holders'},
            h('thead', null, h('tr', null,
                h('th', {scope: 'col'}, label), h('th', {scope: 'col', class: 'meter-column'}, h('span', {class: 'unseen'}, 'Share')),
                h('th', {scope: 'col', class: 'number'}, 'DPUs'), h('th', {scope: 'col', class: 'number'}, 'Sessions'))),
            h('tbody', null,
                holders.map(holder => h(Holder, {
                    key: holder[name] ?? '', holder, held, name: holder[name] === null
                        ? h('span', {class: 'muted'}, 'nobody in particular')
                        : h('a', {href: routeOf(holder[name])}, holder[name]),
                })),
                others && h(Holder, {
                    holder: others, held, name: h('span', {class: 'muted'}, counted(others.count, 'other')),
                }))));
}

function Holder({holder, held, name}) {
    return h('tr', null,
        h('th', {scope: 'row'}, name),
        h('td', {class: 'meter-column'}, h(ShareBar, {share: held > 0 ? holder.heldDpus / held : 0})),
        h('td', {class: 'number'}, whole(holder.heldDpus)),
        h('td', {class: 'number'}, compact(holder.sessions)));
}
