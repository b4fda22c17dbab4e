/** Says what went wrong, also to those who hear the page. */
import {h} from '../lib/preact.js';

export function ErrorText({error}) {
    return h('div', {role: 'alert'}, error && h('p', {class: 'error'},
        error.type && h('strong', null, `${error.type}: `), error.message));
}
