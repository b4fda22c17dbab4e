/** What a session has run and runs, newest first, below a cell to run more. */
import {Component, h} from '../../lib/preact.js';
import {isFinal} from '../../states.js';
import {ErrorText} from '../../parts/error-text.js';
import {Calculation} from './calculation.js';
import {CodeCell} from './code-cell.js';

export class Calculations extends Component {
    state = {calculations: null, next: undefined, error: null};
    closing = new AbortController();

    componentDidMount() {
        this.read();
    }

    /** The session's page asks for the session all the time; its state tells when there is something new here. */
    componentDidUpdate(before) {
        if (before.session !== this.props.session && this.mayHaveChanged(before.session)) {
            this.read();
        }
    }

    componentWillUnmount() {
        this.closing.abort();
    }

    mayHaveChanged(before) {
        const {session} = this.props;
        return before.state !== session.state || session.state === 'BUSY'
            || (this.state.calculations ?? []).some(({Status}) => !isFinal(Status.State));
    }

    /** Reads the newest ones, and leaves the older ones that are shown already. */
    read = async () => {
        await this.guarded(async () => {
            const {Calculations: newest, NextToken} = await this.page(undefined);
            const ids = new Set(newest.map(({CalculationExecutionId}) => CalculationExecutionId));
            const older = (this.state.calculations ?? []).filter(({CalculationExecutionId}) => !ids.has(CalculationExecutionId));
            const next = older.length === 0 ? NextToken : this.state.next;
            this.setState({calculations: [...newest, ...older], next, error: null});
        });
    };

    readOlder = () => this.guarded(async () => {
        const {Calculations: older, NextToken} = await this.page(this.state.next);
        this.setState({calculations: [...this.state.calculations, ...older], next: NextToken, error: null});
    });

    page(next) {
        return this.props.server.athena.calculations(this.props.session.sessionId, next, this.closing.signal);
    }

    async guarded(read) {
        try {
            await read();
        } catch (error) {
            if (!this.closing.signal.aborted) {
                this.setState({error});
            }
        }
    }

    submitted = () => {
        this.props.onChange();
        this.read();
    };

    render({server, session}, {calculations, next, error}) {
        return h('section', {class: 'calculations', 'aria-label': 'Calculations'},
            h(CodeCell, {athena: server.athena, session, onSubmitted: this.submitted}),
            h(ErrorText, {error}),
            calculations?.length === 0 && h('p', {class: 'empty'}, 'Nothing was run in this session.'),
            (calculations ?? []).map((summary, i) => h(Calculation, {
                key: summary.CalculationExecutionId, server, summary, isNewest: i === 0,
            })),
            next !== undefined && h('button', {type: 'button', class: 'quiet', onClick: this.readOlder}, 'Show older ones'));
    }
}
