/** A calculation: its code, and what it has put out. Both are read when it is opened. */
import {Component, h} from '../../lib/preact.js';
import {between, exactMoment, moment} from '../../format.js';
import {isFinal} from '../../states.js';
import {ErrorText} from '../../parts/error-text.js';
import {StateBadge} from '../../parts/state-badge.js';
import {Output} from './output.js';

/** Properties: `server`; `summary`, as lists have it; `isNewest`, which opens it. */
export class Calculation extends Component {
    state = {isOpen: this.props.isNewest, code: null, calculation: null, error: null};
    closing = new AbortController();

    componentDidMount() {
        this.read();
    }

    componentDidUpdate(before) {
        if (before.summary.Status.State !== this.props.summary.Status.State) {
            this.read();
        }
    }

    componentWillUnmount() {
        this.closing.abort();
    }

    toggled = event => {
        const isOpen = event.currentTarget.open;
        if (isOpen !== this.state.isOpen) {
            this.setState({isOpen}, this.read);
        }
    };

    read = async () => {
        const {athena} = this.props.server;
        const id = this.props.summary.CalculationExecutionId;
        if (!this.state.isOpen) {
            return;
        }
        try {
            const [code, calculation] = await Promise.all([
                this.state.code ?? athena.code(id, this.closing.signal), athena.calculation(id, this.closing.signal),
            ]);
            this.setState({code, calculation, error: null});
        } catch (error) {
            if (!this.closing.signal.aborted) {
                this.setState({error});
            }
        }
    };

    stop = async () => {
        try {
            await this.props.server.athena.stopCalculation(this.props.summary.CalculationExecutionId);
        } catch (error) {
            this.setState({error});
        }
    };

    render({server, summary}, {isOpen, code, calculation, error}) {
        const {State, StateChangeReason, SubmissionDateTime, CompletionDateTime} = summary.Status;
        return h('details', {class: 'card calculation', open: isOpen, onToggle: this.toggled},
            h('summary', null,
                h('span', {role: 'status'}, h(StateBadge, {state: State})),
                h('span', {class: 'calculation-title'}, summary.Description ?? ''),
                h('span', {class: 'muted'}, h('time', {dateTime: exactMoment(SubmissionDateTime)}, moment(SubmissionDateTime)),
                    ` · ${between(SubmissionDateTime, CompletionDateTime)}`)),
            h(ErrorText, {error}),
            isOpen && code !== null && h('pre', {class: 'code', tabIndex: 0, role: 'region', 'aria-label': 'Code'}, code),
            !isFinal(State) && h('button', {type: 'button', onClick: this.stop, disabled: State === 'CANCELING'}, 'Stop'),
            isOpen && isFinal(State) && calculation?.Result && h(Output, {
                key: State, results: server.results, result: calculation.Result,
            }),
            isOpen && isFinal(State) && !calculation?.Result && StateChangeReason && h('p', null, StateChangeReason));
    }
}
