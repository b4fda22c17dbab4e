/** Changes a budget. */
import {Component, h} from '../../lib/preact.js';
import {whole} from '../../format.js';
import {Field} from '../../parts/field.js';
import {FormDialog} from '../../parts/dialog.js';
import {nameOf} from './budgets.js';

const MOST_DPUS = 1_000_000_000;

export class LimitDialog extends Component {
    state = {limit: this.props.budget.limitDpus ?? '', isUnlimited: this.props.budget.limitDpus === null};

    change = () => {
        const {limit, isUnlimited} = this.state;
        return this.props.admin.resize(this.props.budget.budget, isUnlimited ? null : Number(limit));
    };

    render({budget, onClose}, {limit, isUnlimited}) {
        const isAccount = budget.budget === 'account';
        const isBelow = !isUnlimited && limit !== '' && Number(limit) < budget.heldDpus;
        return h(FormDialog, {
            title: isAccount ? 'Limit of the account' : `Limit of ${nameOf(budget)}`, action: 'Change', onSubmit: this.change, onClose,
        },
        h(Field, {label: 'DPUs', hint: `${whole(budget.heldDpus)} are held now.`}, h('input', {
            name: 'limitDpus', type: 'number', min: 0, max: MOST_DPUS, step: 1, required: !isUnlimited, disabled: isUnlimited,
            value: limit, autoFocus: true, onInput: event => this.setState({limit: event.target.value}),
        })),
        !isAccount && h('label', {class: 'choice'}, h('input', {
            type: 'checkbox', checked: isUnlimited, onChange: event => this.setState({isUnlimited: event.target.checked}),
        }), 'No limit of its own, only the account’s'),
        h('p', {class: 'muted', role: 'status'},
            isBelow && 'This is less than is held. Nothing is ended; nothing is admitted until enough sessions have ended.'));
    }
}
