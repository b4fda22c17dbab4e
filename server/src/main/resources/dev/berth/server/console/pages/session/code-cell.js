/** A cell for code, which runs in the session once that is idle. */
import {Component, h} from '../../lib/preact.js';
import {newToken} from '../../wire/athena.js';
import {isLive} from '../../states.js';
import {ErrorText} from '../../parts/error-text.js';

const MOST_CHARACTERS = 68_000;
const INDENT = '    ';

/** Properties: `athena`; `session`; `onSubmitted`, called when the server has accepted code. */
export class CodeCell extends Component {
    state = {code: '', busy: false, error: null};
    token = newToken();

    typed = event => {
        this.token = newToken();
        this.setState({code: event.target.value});
    };

    pressed = event => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            this.run();
        } else if (event.key === 'Enter' && !event.shiftKey) {
            this.continueIndent(event);
        }
    };

    /** A new line begins below the one before, or further right after a colon. */
    continueIndent(event) {
        const {value, selectionStart, selectionEnd} = event.target;
        const line = value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart);
        const indent = /^ */.exec(line)[0] + (/:\s*$/.test(line) ? INDENT : '');
        if (indent !== '') {
            event.preventDefault();
            event.target.setRangeText(`\n${indent}`, selectionStart, selectionEnd, 'end');
            this.typed(event);
        }
    }

    run = async () => {
        if (!this.isReady()) {
            return;
        }
        this.setState({busy: true, error: null});
        try {
            await this.props.athena.startCalculation(this.props.session.sessionId, this.state.code, this.token);
            this.token = newToken();
            this.setState({busy: false});
            this.props.onSubmitted();
        } catch (error) {
            this.setState({busy: false, error});
        }
    };

    isReady() {
        return !this.state.busy && this.state.code.trim() !== '' && this.props.session.state === 'IDLE';
    }

    render({session}, {code, error}) {
        if (!isLive(session.state) || session.state === 'TERMINATING') {
            return null;
        }
        if (!session.engineVersion.startsWith('PySpark')) {
            return h('p', {class: 'empty'}, `Sessions of ${session.engineVersion} take no calculations.`);
        }
        return h('div', {class: 'card cell'},
            h('textarea', {
                'aria-label': 'Code to run in this session', rows: Math.min(24, Math.max(3, code.split('\n').length)),
                spellcheck: false, autocapitalize: 'off', maxLength: MOST_CHARACTERS, value: code, placeholder: 'Code to run',
                'aria-keyshortcuts': 'Control+Enter', onInput: this.typed, onKeyDown: this.pressed,
            }),
            h(ErrorText, {error}),
            h('div', {class: 'cell-actions'},
                h('span', {class: 'muted', role: 'status'}, hint(session.state)),
                h('kbd', {'aria-hidden': 'true'}, 'Ctrl Enter'),
                h('button', {type: 'button', class: 'primary', disabled: !this.isReady(), onClick: this.run}, 'Run')));
    }
}

function hint(state) {
    return {
        IDLE: '', BUSY: 'Something runs.', CREATING: 'The session is being started.', CREATED: 'The session is being started.',
    }[state] ?? 'The session takes no code now.';
}
