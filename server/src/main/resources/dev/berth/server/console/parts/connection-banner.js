/** Says that what is shown is old, since when, and when there will be another attempt. */
import {h} from '../lib/preact.js';
import {moment} from '../format.js';
import {LiveView} from './live-view.js';

export class ConnectionBanner extends LiveView {
    render({live}) {
        const {state, reason} = live.connection;
        return h('div', {role: 'status'}, state === 'lost' && h('div', {class: 'banner'},
            h('span', null, reason, live.overview && ` Figures are of ${moment(live.overview.time)}.`, ' Trying again…'),
            h('button', {type: 'button', onClick: () => live.retry()}, 'Try now')));
    }
}
