/** Text for a terminal: its colours become styles, its other control sequences nothing. */
import {h} from '../lib/preact.js';

const SEQUENCE = /\u001b\[([0-9;]*)([A-Za-z])/g;

export function AnsiText({text, label}) {
    return h('pre', {class: 'output', tabIndex: 0, role: 'region', 'aria-label': label}, pieces(text));
}

function pieces(text) {
    const parts = [];
    let style = {colour: null, bold: false};
    let from = 0;
    for (const match of text.matchAll(SEQUENCE)) {
        push(parts, text.slice(from, match.index), style);
        from = match.index + match[0].length;
        if (match[2] === 'm') {
            style = match[1].split(';').map(Number).reduce(apply, style);
        }
    }
    push(parts, text.slice(from), style);
    return parts;
}

function push(parts, text, {colour, bold}) {
    if (text === '') {
        return;
    }
    const names = [colour !== null && `ansi-${colour}`, bold && 'ansi-bold'].filter(Boolean);
    parts.push(names.length === 0 ? text : h('span', {class: names.join(' ')}, text));
}

function apply(style, code) {
    if (code === 0) {
        return {colour: null, bold: false};
    }
    if (code === 1) {
        return {...style, bold: true};
    }
    if (code === 39) {
        return {...style, colour: null};
    }
    const colour = code >= 30 && code <= 37 ? code - 30 : code >= 90 && code <= 97 ? code - 90 : style.colour;
    return {...style, colour};
}
