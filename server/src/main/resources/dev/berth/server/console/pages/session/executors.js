/** The executors of a session, asked for when they are opened. */
import {Component, h} from '../../lib/preact.js';
import {moment, whole} from '../../format.js';
import {ErrorText} from '../../parts/error-text.js';

export class Executors extends Component {
    state = {executors: null, next: undefined, isOpen: false, error: null};

    componentDidUpdate(before) {
        if (before.session.state !== this.props.session.state && this.state.isOpen) {
            this.read();
        }
    }

    componentWillUnmount() {
        this.isGone = true;
    }

    toggled = event => {
        const isOpen = event.currentTarget.open;
        this.setState({isOpen});
        if (isOpen) {
            this.read();
        }
    };

    async read(next) {
        try {
            const answer = await this.props.athena.executors(this.props.session.sessionId, next);
            const before = next === undefined ? [] : this.state.executors;
            this.show({executors: [...before, ...answer.ExecutorsSummary], next: answer.NextToken, error: null});
        } catch (error) {
            this.show({error});
        }
    }

    show(state) {
        if (!this.isGone) {
            this.setState(state);
        }
    }

    render({session}, {executors, next, error}) {
        return h('details', {class: 'executors', onToggle: this.toggled},
            h('summary', null, h('h2', null, 'Executors'), h('span', {class: 'muted'}, whole(session.dpus))),
            h(ErrorText, {error}),
            executors !== null && h('table', null,
                h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'Executor'), h('th', {scope: 'col'}, 'State'),
                    h('th', {scope: 'col', class: 'number'}, 'DPUs'), h('th', {scope: 'col'}, 'Since'))),
                h('tbody', null, executors.map(executor => h('tr', {key: executor.ExecutorId},
                    h('th', {scope: 'row', title: executor.ExecutorId}, executor.ExecutorType.toLowerCase()),
                    h('td', null, executor.ExecutorState.toLowerCase()),
                    h('td', {class: 'number'}, executor.ExecutorSize),
                    h('td', null, moment(executor.TerminationDateTime ?? executor.StartDateTime)))))),
            next !== undefined && h('button', {type: 'button', class: 'quiet', onClick: () => this.read(next)}, 'Show more'));
    }
}
