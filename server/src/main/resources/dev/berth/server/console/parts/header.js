/** The head of every page: where one can go, whether figures are live, and what can be begun. */
import {h} from '../lib/preact.js';
import {OVERVIEW, sessionsRoute} from '../routes.js';
import {LiveView} from './live-view.js';

const WORDS = {connecting: 'Connecting', live: 'Live', lost: 'Not connected'};

export function Header({route, server, onLeave, onStart}) {
    const link = (href, text, current) => h('a', {href, 'aria-current': current ? 'page' : undefined}, text);
    return h('header', {class: 'top'},
        h('a', {class: 'brand', href: OVERVIEW, 'aria-label': 'Berth, overview'},
            h('img', {src: 'icon.svg', alt: '', width: 22, height: 22}), h('span', null, 'Berth')),
        h('nav', {'aria-label': 'Pages'},
            link(OVERVIEW, 'Overview', route.page === 'overview'),
            link(sessionsRoute(), 'Sessions', route.page !== 'overview')),
        h(ConnectionMark, {live: server.live}),
        onLeave !== null && h('div', {class: 'identity'},
            h('code', {title: 'The access key that this tab signs with'}, server.accessKeyId),
            h('button', {type: 'button', class: 'quiet', onClick: onLeave}, 'Sign out')),
        h('button', {type: 'button', class: 'primary start', onClick: onStart}, 'Start session'));
}

class ConnectionMark extends LiveView {
    render({live}) {
        const {state} = live.connection;
        return h('span', {class: `connection connection-${state}`, role: 'status'}, h('i'), h('span', null, WORDS[state]));
    }
}
