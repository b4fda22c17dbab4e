/** A labelled input. */
import {h} from '../lib/preact.js';

export function Field({label, hint, children}) {
    return h('label', {class: 'field'},
        h('span', {class: 'field-label'}, label),
        children,
        hint && h('span', {class: 'field-hint'}, hint));
}
