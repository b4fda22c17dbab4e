/** A modal dialog of the browser's own: it keeps the focus inside, and closes with Escape. */
import {Component, createRef, h} from '../lib/preact.js';
import {ErrorText} from './error-text.js';

/**
 * A form in a dialog. `onSubmit` does what it is for; while that takes, nothing can be pressed again, and if it fails the
 * dialog stays and says why.
 */
export class FormDialog extends Component {
    state = {busy: false, error: null};
    dialog = createRef();

    componentDidMount() {
        this.dialog.current.showModal();
    }

    /** Closed while it is still there, it gives the focus back to where that was before. */
    componentWillUnmount() {
        this.dialog.current.close();
    }

    /** Escape, which has to wait for an answer that is under way. */
    cancelled = event => {
        if (this.state.busy) {
            event.preventDefault();
        }
    };

    submit = async event => {
        event.preventDefault();
        this.setState({busy: true, error: null});
        try {
            await this.props.onSubmit();
            this.props.onClose();
        } catch (error) {
            this.setState({busy: false, error});
        }
    };

    /** A press on what is around the dialog is one on the dialog itself. */
    pressed = event => {
        if (event.target === this.dialog.current && !this.state.busy) {
            this.props.onClose();
        }
    };

    render({title, action, danger = false, onClose, children}, {busy, error}) {
        return h('dialog', {
            ref: this.dialog, onClose, onCancel: this.cancelled, onMouseDown: this.pressed, 'aria-labelledby': 'dialog-title',
        },
            h('form', {onSubmit: this.submit},
                h('h2', {id: 'dialog-title'}, title),
                h('div', {class: 'fields'}, children),
                h(ErrorText, {error}),
                h('div', {class: 'dialog-actions'},
                    h('button', {type: 'button', onClick: onClose, disabled: busy}, 'Cancel'),
                    h('button', {type: 'submit', class: danger ? 'danger' : 'primary', disabled: busy},
                        busy ? 'Working…' : action))));
    }
}
