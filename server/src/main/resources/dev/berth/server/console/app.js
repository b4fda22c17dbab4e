/** The whole console: finds out what the server wants, asks for a key where it wants one, and shows the page of the address. */
import {Component, h} from './lib/preact.js';
import {loadSettings} from './wire/settings.js';
import {forgetCredentials, keepCredentials, keptCredentials} from './wire/credentials.js';
import {Server} from './server.js';
import {parseRoute} from './routes.js';
import {Header} from './parts/header.js';
import {ConnectionBanner} from './parts/connection-banner.js';
import {SignIn} from './pages/sign-in.js';
import {OverviewPage} from './pages/overview.js';
import {SessionsPage} from './pages/sessions.js';
import {SessionPage} from './pages/session.js';
import {StartDialog} from './pages/start-dialog.js';

const RETRY_MILLIS = 2_000;
const TITLES = {overview: 'Overview', sessions: 'Sessions', session: 'Session'};

export class App extends Component {
    state = {settings: null, server: null, refusal: null, route: parseRoute(location.hash), starting: false};

    componentDidMount() {
        addEventListener('hashchange', this.routeChanged);
        this.setTitle();
        this.load();
    }

    /** Another page takes the focus to its beginning; another filter of the same page leaves it where it is. */
    routeChanged = () => {
        const before = this.state.route;
        const route = parseRoute(location.hash);
        this.setState({route, starting: false}, () => {
            if (route.page !== before.page || route.id !== before.id) {
                this.setTitle();
                document.getElementById('main')?.focus();
            }
        });
    };

    setTitle() {
        document.title = `${TITLES[this.state.route.page]} · Berth`;
    }

    /** Asks again until the server answers. */
    load = async () => {
        try {
            const settings = await loadSettings();
            const credentials = keptCredentials();
            this.setState({settings});
            if (!settings.identitiesConfigured || credentials !== null) {
                this.open(settings, credentials);
            }
        } catch (refusal) {
            this.setState({refusal});
            setTimeout(this.load, RETRY_MILLIS);
        }
    };

    open(settings, credentials) {
        const server = new Server(settings, credentials, this.unproven);
        server.live.open();
        this.setState({server, refusal: null});
    }

    /** A key that is refused once is not used again; there may also be a first identity since the page was opened. */
    unproven = refusal => {
        this.leave();
        this.setState({refusal, settings: {...this.state.settings, identitiesConfigured: true}});
    };

    signIn = async credentials => {
        const {settings} = this.state;
        await new Server(settings, credentials, () => {}).admin.overview();
        keepCredentials(credentials);
        this.open(settings, credentials);
    };

    leave = () => {
        forgetCredentials();
        this.state.server?.live.close();
        this.setState({server: null, refusal: null});
    };

    render(_, {settings, server, refusal, route, starting}) {
        if (settings === null) {
            return h('div', {class: 'centred', role: 'status'}, refusal === null
                ? 'Connecting…' : `The server cannot be reached. Trying again…`);
        }
        if (server === null) {
            return h(SignIn, {onSignIn: this.signIn, refusal});
        }
        return h('div', {class: 'frame'},
            h('a', {class: 'skip', href: '#main', onClick: skip}, 'Skip to the content'),
            h(Header, {
                route, server, onLeave: server.accessKeyId === null ? null : this.leave,
                onStart: () => this.setState({starting: true}),
            }),
            h(ConnectionBanner, {live: server.live}),
            h('main', {id: 'main', tabIndex: -1}, page(route, server)),
            starting && h(StartDialog, {server, onClose: () => this.setState({starting: false})}));
    }
}

function page(route, server) {
    if (route.page === 'session') {
        return h(SessionPage, {key: route.id, server, id: route.id});
    }
    return route.page === 'sessions' ? h(SessionsPage, {server, query: route.query}) : h(OverviewPage, {server});
}

/** The fragment is the page's address, so the link moves the focus by itself. */
function skip(event) {
    event.preventDefault();
    document.getElementById('main').focus();
}
