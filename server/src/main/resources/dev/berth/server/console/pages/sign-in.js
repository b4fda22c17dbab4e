/** Asks for an access key. */
import {Component, h} from '../lib/preact.js';
import {canSign} from '../wire/signer.js';
import {ErrorText} from '../parts/error-text.js';
import {Field} from '../parts/field.js';

export class SignIn extends Component {
    state = {busy: false, error: null, accessKeyId: '', secretAccessKey: ''};

    submit = async event => {
        event.preventDefault();
        this.setState({busy: true, error: null});
        const {accessKeyId, secretAccessKey} = this.state;
        try {
            await this.props.onSignIn({accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim()});
        } catch (error) {
            this.setState({busy: false, error, secretAccessKey: ''});
        }
    };

    render({refusal}, {busy, error, accessKeyId, secretAccessKey}) {
        return h('main', {class: 'sign-in'},
            h('form', {onSubmit: this.submit},
                h('div', {class: 'brand'}, h('img', {src: 'icon.svg', alt: '', width: 28, height: 28}), h('h1', null, 'Berth')),
                canSign() ? this.fields(busy, accessKeyId, secretAccessKey) : h(Unable),
                h(ErrorText, {error: error ?? refusal})));
    }

    fields(busy, accessKeyId, secretAccessKey) {
        return [
            h('p', null, 'This server answers only those it knows. Paste the access key of an identity that may ',
                h('code', null, 'berth:Admin'), '.'),
            h(Field, {label: 'Access key id'}, h('input', {
                name: 'accessKeyId', value: accessKeyId, required: true, autoFocus: true, spellcheck: false,
                autocomplete: 'off', onInput: event => this.setState({accessKeyId: event.target.value}),
            })),
            h(Field, {label: 'Secret access key'}, h('input', {
                name: 'secretAccessKey', type: 'password', value: secretAccessKey, required: true,
                autocomplete: 'off', onInput: event => this.setState({secretAccessKey: event.target.value}),
            })),
            h('button', {type: 'submit', class: 'primary', disabled: busy}, busy ? 'Asking the server…' : 'Sign in'),
            h('p', {class: 'muted'},
                'Requests are signed in this browser. The secret is not sent, and is forgotten when this tab is closed.'),
        ];
    }
}

/** Browsers keep their cryptography from pages that others could have changed on the way. */
function Unable() {
    return h('p', {role: 'alert'},
        'This browser cannot sign requests here: it offers its cryptography only to pages that come over TLS or from this'
        + ' machine. Open the console by https, or through a tunnel as http://localhost.');
}
