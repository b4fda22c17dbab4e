/** A button that puts a text into the clipboard, where the browser lets it. */
import {Component, h} from '../lib/preact.js';

const SHOWN_MILLIS = 1_500;

export class CopyButton extends Component {
    state = {copied: false};

    copy = async () => {
        await navigator.clipboard.writeText(this.props.text);
        this.setState({copied: true});
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.setState({copied: false}), SHOWN_MILLIS);
    };

    componentWillUnmount() {
        clearTimeout(this.timer);
    }

    render({what}, {copied}) {
        if (navigator.clipboard === undefined) {
            return null;
        }
        return h('button', {type: 'button', class: 'quiet small', 'aria-label': `Copy ${what}`, onClick: this.copy},
            h('span', {role: 'status'}, copied ? 'Copied' : 'Copy'));
    }
}
