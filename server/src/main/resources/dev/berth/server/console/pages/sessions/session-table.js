/** A list of any length, of which only the rows in sight are in the document. */
import {Component, createRef, h} from '../../lib/preact.js';
import {between, exactMoment, moment, whole} from '../../format.js';
import {sessionRoute} from '../../routes.js';
import {StateBadge} from '../../parts/state-badge.js';

const NARROW = matchMedia('(max-width: 760px)');
const ROW_PIXELS = 36;
const NARROW_ROW_PIXELS = 64;
const SPARE_ROWS = 12;
const AHEAD_ROWS = 200;
const COLUMNS = ['State', 'Session', 'Work group', 'Description', 'Identity', 'DPUs', 'Started', 'Lasted'];

/** Properties: `rows`; `onNearEnd`, called when the rows in sight are among the last; `onTop`, told whether the first one is. */
export class SessionTable extends Component {
    state = {first: 0, count: 60};
    viewport = createRef();
    focusNext = null;

    componentDidMount() {
        this.resizing = new ResizeObserver(this.moved);
        this.resizing.observe(this.viewport.current);
        NARROW.addEventListener('change', this.moved);
    }

    componentWillUnmount() {
        this.resizing.disconnect();
        NARROW.removeEventListener('change', this.moved);
    }

    componentDidUpdate() {
        if (this.focusNext !== null) {
            this.viewport.current.querySelector(`[data-index="${this.focusNext}"]`)?.focus({preventScroll: true});
            this.focusNext = null;
        }
    }

    moved = () => {
        const {scrollTop, clientHeight} = this.viewport.current;
        const height = rowPixels();
        const first = Math.max(0, Math.floor(scrollTop / height) - SPARE_ROWS);
        const count = Math.ceil(clientHeight / height) + 2 * SPARE_ROWS;
        this.setState({first, count});
        this.props.onTop(scrollTop === 0);
        if (first + count + AHEAD_ROWS > this.props.rows.length) {
            this.props.onNearEnd();
        }
    };

    /** The arrow keys lead from one session to the next, also to one that is not in the document yet. */
    pressed = event => {
        const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
        const index = Number(event.target.dataset.index);
        if (step === undefined || Number.isNaN(index)) {
            return;
        }
        event.preventDefault();
        const next = Math.min(this.props.rows.length - 1, Math.max(0, index + step));
        const view = this.viewport.current;
        const height = rowPixels();
        view.scrollTop = Math.min(next * height, Math.max(view.scrollTop, (next + 1) * height - view.clientHeight));
        this.focusNext = next;
        this.moved();
    };

    render({rows}, {first, count}) {
        const height = rowPixels();
        return h('div', {class: 'sessions', role: 'table', 'aria-label': 'Sessions', 'aria-rowcount': rows.length + 1},
            h('div', {role: 'rowgroup'}, h('div', {class: 'session-row session-head', role: 'row', 'aria-rowindex': 1},
                COLUMNS.map(name => h('span', {role: 'columnheader', class: className(name)}, name)))),
            h('div', {
                class: 'viewport', role: 'rowgroup', tabIndex: 0, 'aria-label': 'Rows', ref: this.viewport,
                onScroll: this.moved, onKeyDown: this.pressed,
            }, h('div', {class: 'canvas', role: 'presentation', style: {height: `${rows.length * height}px`}},
                rows.slice(first, first + count).map((session, i) => row(session, first + i, height)))));
    }
}

function row(session, index, height) {
    const cell = (name, ...content) => h('span', {role: 'cell', class: className(name)}, content);
    return h('div', {
        key: session.sessionId, class: 'session-row', role: 'row', 'aria-rowindex': index + 2,
        style: {top: `${index * height}px`, height: `${height}px`},
    },
    cell('State', h(StateBadge, {state: session.state})),
    cell('Session', h('a', {href: sessionRoute(session.sessionId), 'data-index': index}, session.sessionId)),
    cell('Work group', session.workGroup),
    cell('Description', session.description ?? ''),
    cell('Identity', session.identity ?? ''),
    cell('DPUs', whole(session.dpus)),
    cell('Started', h('time', {dateTime: exactMoment(session.startedAt), title: exactMoment(session.startedAt)},
        moment(session.startedAt))),
    cell('Lasted', between(session.startedAt, session.endedAt)));
}

function className(column) {
    return `cell-${column.toLowerCase().replace(' ', '-')}`;
}

function rowPixels() {
    return NARROW.matches ? NARROW_ROW_PIXELS : ROW_PIXELS;
}
