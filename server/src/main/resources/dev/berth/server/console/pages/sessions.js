/** All sessions, live and ended, to filter and to search. */
import {Component, createRef, h} from '../lib/preact.js';
import {counted, whole} from '../format.js';
import {sessionsRoute} from '../routes.js';
import {SESSION_STATES} from '../states.js';
import {ErrorText} from '../parts/error-text.js';
import {MOST_ROWS, SessionList} from './sessions/session-list.js';
import {SessionTable} from './sessions/session-table.js';

const TYPING_MILLIS = 250;
const REFRESH_MILLIS = 2_000;

export class SessionsPage extends Component {
    search = createRef();
    isOnTop = true;
    /** What stands in the search field, while that is ahead of the address. */
    typed = null;
    typing = null;

    componentDidMount() {
        this.open();
        this.refreshing = setInterval(this.refresh, REFRESH_MILLIS);
        addEventListener('keydown', this.pressed);
    }

    componentDidUpdate(before) {
        if (before.query.toString() !== this.props.query.toString()) {
            if (this.typing === null && this.typed?.trim() !== this.filter().search) {
                this.typed = null;
            }
            this.open();
        }
    }

    componentWillUnmount() {
        this.list.close();
        clearInterval(this.refreshing);
        clearTimeout(this.typing);
        removeEventListener('keydown', this.pressed);
    }

    open() {
        this.list?.close();
        this.list = new SessionList(this.props.server.admin, this.filter(), () => this.setState({}));
        this.isOnTop = true;
        this.list.loadMore();
    }

    filter() {
        const {query} = this.props;
        return {workGroup: query.get('workGroup') ?? '', state: query.get('state') ?? '', search: query.get('search') ?? ''};
    }

    /** Whoever has scrolled down looks at something, which must not move. */
    refresh = () => {
        if (this.isOnTop && !document.hidden && this.list.error === null) {
            this.list.refresh();
        }
    };

    change(part) {
        location.replace(sessionsRoute({...this.filter(), ...part}));
    }

    type = event => {
        this.typed = event.target.value;
        clearTimeout(this.typing);
        this.typing = setTimeout(() => {
            this.typing = null;
            this.change({search: this.typed.trim()});
        }, TYPING_MILLIS);
    };

    pressed = event => {
        if (event.key === '/' && !event.target.closest('input, textarea, select, dialog')) {
            event.preventDefault();
            this.search.current.focus();
        }
    };

    render({server}) {
        const filter = this.filter();
        const {list} = this;
        return h('div', {class: 'sessions-page'},
            h('h1', {class: 'unseen'}, 'Sessions'),
            h('div', {class: 'toolbar', role: 'search'},
                h('input', {
                    type: 'search', ref: this.search, class: 'search', value: this.typed ?? filter.search, onInput: this.type,
                    placeholder: 'Search by id, description, identity or notebook', 'aria-label': 'Search sessions',
                    'aria-keyshortcuts': '/',
                }),
                h('select', {
                    'aria-label': 'State', value: filter.state, onChange: event => this.change({state: event.target.value}),
                }, h('option', {value: ''}, 'Any state'), SESSION_STATES.map(state => h('option', {key: state}, state))),
                h('select', {
                    'aria-label': 'Work group', value: filter.workGroup,
                    onChange: event => this.change({workGroup: event.target.value}),
                }, h('option', {value: ''}, 'Any work group'),
                workGroups(server, filter.workGroup).map(name => h('option', {key: name}, name)))),
            list && h(ErrorText, {error: list.error}),
            list?.error && h('button', {type: 'button', onClick: () => list.loadMore()}, 'Try again'),
            h('p', {class: 'muted list-status', role: 'status'}, list && summary(list)),
            list && h(SessionTable, {
                key: JSON.stringify(filter), rows: list.rows, onNearEnd: () => list.loadMore(),
                onTop: isOnTop => {
                    this.isOnTop = isOnTop;
                },
            }));
    }
}

/** Those with a budget are all there are; the one that is asked for is offered even before they are known. */
function workGroups({live}, chosen) {
    const known = (live.overview?.budgets ?? []).map(({budget}) => budget)
        .filter(budget => budget.startsWith('workgroup/')).map(budget => budget.slice('workgroup/'.length));
    return [...new Set(chosen === '' ? known : [...known, chosen])].sort();
}

function summary({rows, isComplete, isLoading, isFull, scanned}) {
    if (isFull) {
        return `The newest ${whole(MOST_ROWS)}. Narrow the search to see others.`;
    }
    if (isComplete) {
        return rows.length === 0 ? 'No session is like that.' : counted(rows.length, 'session');
    }
    const looked = scanned > rows.length ? ` among the newest ${whole(scanned)}` : '';
    return `${counted(rows.length, 'session')}${looked}${isLoading ? ', reading more…' : ', more as you scroll'}`;
}
