/** All budgets: the account's first, then those of the work groups, the fullest on top. */
import {Component, h} from '../../lib/preact.js';
import {counted, whole} from '../../format.js';
import {Meter} from '../../parts/meter.js';
import {LimitDialog} from './limit-dialog.js';

const FEW = 8;

export class Budgets extends Component {
    state = {showsAll: false, filter: '', changing: null};

    render({budgets, admin}, {showsAll, filter, changing}) {
        const found = sorted(budgets).filter(({budget}) => budget.toLowerCase().includes(filter.toLowerCase()));
        const shown = showsAll || filter !== '' ? found : found.slice(0, FEW);
        return h('div', null,
            h('div', {class: 'card-head'},
                h('h2', null, 'Budgets'),
                budgets.length > FEW && h('input', {
                    type: 'search', class: 'small', placeholder: 'Find a budget', 'aria-label': 'Find a budget',
                    value: filter, onInput: event => this.setState({filter: event.target.value}),
                })),
            h('table', {class: 'budgets'},
                h('thead', null, h('tr', null,
                    h('th', {scope: 'col'}, 'Budget'), h('th', {scope: 'col', class: 'meter-column'}, 'DPUs held'),
                    h('th', {scope: 'col', class: 'number'}, 'Held'), h('th', {scope: 'col', class: 'number'}, 'Limit'),
                    h('th', {scope: 'col', class: 'number'}, 'Free'),
                    h('th', {scope: 'col', class: 'number peak'}, 'Peak'),
                    h('th', {scope: 'col'}, h('span', {class: 'unseen'}, 'Change')))),
                h('tbody', null, shown.map(budget => this.row(budget)))),
            found.length > shown.length && h('button', {
                type: 'button', class: 'quiet', onClick: () => this.setState({showsAll: true}),
            }, `Show all ${counted(found.length, 'budget')}`),
            changing && h(LimitDialog, {budget: changing, admin, onClose: () => this.setState({changing: null})}));
    }

    row(budget) {
        const {heldDpus, limitDpus, freeDpus, highWaterDpus} = budget;
        const name = nameOf(budget);
        return h('tr', {key: budget.budget},
            h('th', {scope: 'row'}, name),
            h('td', {class: 'meter-column'}, h(Meter, {
                value: heldDpus, limit: limitDpus, mark: highWaterDpus, label: `${whole(heldDpus)} of ${whole(limitDpus)} DPUs`,
            })),
            h('td', {class: 'number'}, whole(heldDpus)),
            h('td', {class: 'number'}, limitDpus === null ? 'none' : whole(limitDpus)),
            h('td', {class: freeDpus === 0 ? 'number bad' : 'number'}, whole(freeDpus)),
            h('td', {class: 'number peak'}, whole(highWaterDpus)),
            h('td', {class: 'number'}, h('button', {
                type: 'button', class: 'quiet small', 'aria-label': `Change the limit of ${name}`,
                onClick: () => this.setState({changing: budget}),
            }, 'Change')));
    }
}

/** The name of a budget as people say it. */
export function nameOf({budget}) {
    return budget === 'account' ? 'Account' : budget.replace(/^workgroup\//, '');
}

function sorted(budgets) {
    const fullness = ({budget, heldDpus, limitDpus}) =>
        budget === 'account' ? Infinity : limitDpus === null ? -1 : limitDpus === 0 ? 1 : heldDpus / limitDpus;
    return [...budgets].sort((one, other) =>
        fullness(other) - fullness(one) || other.heldDpus - one.heldDpus || (one.budget < other.budget ? -1 : 1));
}
