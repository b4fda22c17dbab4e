/** Asks before it ends a session, and says what is lost with it. */
import {h} from '../../lib/preact.js';
import {counted} from '../../format.js';
import {FormDialog} from '../../parts/dialog.js';

export function TerminateDialog({server, session, onClose, onTerminated}) {
    const terminate = async () => {
        await server.athena.terminateSession(session.sessionId);
        onTerminated();
    };
    return h(FormDialog, {title: 'Terminate this session?', action: 'Terminate', danger: true, onSubmit: terminate, onClose},
        h('p', null, session.description && h('strong', null, session.description, h('br')), h('code', null, session.sessionId)),
        h('p', null, session.state === 'BUSY' ? 'The code that it runs is ended. ' : '',
            'Its variables are lost, and its ', counted(session.dpus, 'DPU'), ' become free.'));
}
