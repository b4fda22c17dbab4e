/** The start of the console: everything else is imported from here. */
import {h, render} from './lib/preact.js';
import {App} from './app.js';

const place = document.getElementById('console');
place.replaceChildren();
render(h(App), place);
