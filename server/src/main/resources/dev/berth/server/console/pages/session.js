/** One session: what it is, what became of it, what it runs, and a cell to run code in it. */
import {Component, h} from '../lib/preact.js';
import {between, counted, exactMoment, moment, span, whole} from '../format.js';
import {sessionsRoute} from '../routes.js';
import {canTerminate, isLive} from '../states.js';
import {CopyButton} from '../parts/copy-button.js';
import {ErrorText} from '../parts/error-text.js';
import {StateBadge} from '../parts/state-badge.js';
import {Calculations} from './session/calculations.js';
import {Executors} from './session/executors.js';
import {TerminateDialog} from './session/terminate-dialog.js';

const LIVE_MILLIS = 700;
const ENDED_MILLIS = 10_000;

/** Properties: `server`; `id`, the session's. */
export class SessionPage extends Component {
    state = {session: null, error: null, isTerminating: false};
    closing = new AbortController();

    componentDidMount() {
        this.poll();
    }

    componentWillUnmount() {
        this.closing.abort();
        clearTimeout(this.timer);
    }

    /** Asks for what is known, again and again. */
    poll = async () => {
        clearTimeout(this.timer);
        try {
            const session = await this.props.server.admin.session(this.props.id, this.closing.signal);
            this.setState({session, error: null});
        } catch (error) {
            if (this.closing.signal.aborted) {
                return;
            }
            this.setState({error});
        }
        if (!this.closing.signal.aborted) {
            this.timer = setTimeout(this.poll, this.pause());
        }
    };

    pause() {
        const {session} = this.state;
        return session !== null && isLive(session.state) ? LIVE_MILLIS : ENDED_MILLIS;
    }

    render({server, id}, {session, error, isTerminating}) {
        if (session === null) {
            return h('div', {class: 'session-page'}, error === null
                ? h('p', {class: 'centred', role: 'status'}, 'Reading…') : h(ErrorText, {error}));
        }
        return h('div', {class: 'session-page'},
            h('div', {class: 'session-title'},
                h('div', null,
                    h('p', {class: 'crumbs'}, h('a', {href: sessionsRoute()}, 'Sessions'), ' / ',
                        h('a', {href: sessionsRoute({workGroup: session.workGroup})}, session.workGroup)),
                    h('h1', null, session.description || 'Session without a description'),
                    h('p', {class: 'session-id'}, h('code', null, id), h(CopyButton, {text: id, what: 'the session id'}))),
                h('div', {class: 'session-actions'},
                    h('span', {role: 'status'}, h(StateBadge, {state: session.state})),
                    canTerminate(session.state) && h('button', {
                        type: 'button', class: 'danger', onClick: () => this.setState({isTerminating: true}),
                    }, 'Terminate'))),
            h(ErrorText, {error}),
            h('div', {class: 'session-columns'},
                h(Calculations, {server, session, onChange: this.poll}),
                h('aside', {'aria-label': 'About this session'},
                    h('section', {class: 'card'}, h('h2', null, 'Facts'), h(Facts, {session})),
                    h('section', {class: 'card'}, h('h2', null, 'States over time'), h(States, {session})),
                    h('section', {class: 'card'}, h(Executors, {athena: server.athena, session})),
                    h(Pairs, {title: 'Spark properties', pairs: sparkProperties(session.details)}),
                    h(Pairs, {title: 'Further configuration', pairs: session.details.EngineConfiguration?.AdditionalConfigs}),
                    h(Pairs, {title: 'Tags', pairs: tags(session.details)}))),
            isTerminating && h(TerminateDialog, {
                server, session, onClose: () => this.setState({isTerminating: false}), onTerminated: this.poll,
            }));
    }
}

function Facts({session}) {
    const {EngineConfiguration: engine = {}, SessionConfiguration: configuration = {}} = session.details;
    const facts = [
        ['Engine', session.engineVersion],
        ['Runtime', session.runtime],
        ['DPUs', `${whole(session.dpus)} held${isLive(session.state) ? '' : ', until its end'}`],
        ['Used', `${(session.dpuMillis / 3_600_000).toFixed(2)} DPU hours`],
        ['Coordinator', dpus(engine.CoordinatorDpuSize)],
        ['Executor', dpus(engine.DefaultExecutorDpuSize)],
        ['Identity', session.identity],
        ['Notebook', session.notebook],
        ['Started', h(Moment, {time: session.startedAt})],
        session.endedAt ? ['Ended', h(Moment, {time: session.endedAt})] : null,
        ['Lasted', between(session.startedAt, session.endedAt)],
        session.idleSince ? ['Idle for', between(session.idleSince)] : null,
        ['Idle timeout', span(session.idleTimeoutSeconds)],
        ['Role', configuration.ExecutionRole],
        ['Results', configuration.WorkingDirectory],
    ].filter(fact => fact !== null && fact[1]);
    return h('dl', {class: 'facts'}, facts.map(([name, value]) => [h('dt', null, name), h('dd', null, value)]));
}

function Moment({time}) {
    return h('time', {dateTime: exactMoment(time), title: exactMoment(time)}, moment(time));
}

function States({session}) {
    return h('ol', {class: 'timeline'}, session.states.map(({state, at, reason}, i, all) => h('li', {key: at + state},
        h('div', null, h(StateBadge, {state}), h(Moment, {time: at})),
        i + 1 === all.length && isLive(state) && h('div', {class: 'muted'}, `for ${between(at)}`),
        reason && h('p', null, reason.detail || reason.cause.toLowerCase().replace(/_/g, ' ')))));
}

/** Engine versions name them in different places. */
function sparkProperties({EngineConfiguration: {SparkProperties, Classifications = []} = {}}) {
    return Object.assign({}, SparkProperties, ...Classifications.map(({Properties}) => Properties));
}

function tags({Tags = []}) {
    return Object.fromEntries(Tags.map(({Key, Value}) => [Key, Value]));
}

function dpus(count) {
    return count && counted(count, 'DPU');
}

function Pairs({title, pairs}) {
    const entries = Object.entries(pairs ?? {});
    return entries.length === 0 ? null : h('section', {class: 'card'}, h('h2', null, title),
        h('dl', {class: 'facts pairs'}, entries.map(([name, value]) => [h('dt', null, name), h('dd', null, value)])));
}
