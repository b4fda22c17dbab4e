/**
 * The overview, kept up to date: a stream of it while there is a connection, a new connection after each that is lost, and
 * the last minutes to draw.
 */
import {readEvents} from './eventstream.js';
import {RefusedError} from './client.js';

const FIRST_PAUSE_MILLIS = 500;
const LONGEST_PAUSE_MILLIS = 15_000;
const SILENCE_MILLIS = 6_000;
const KEPT_SECONDS = 600;

/** The server ends each stream after some minutes, to look again at who asks; that is no loss. */
const LONG_MILLIS = 60_000;

/**
 * One figure of each second that is kept, side by side.
 *
 * @typedef {{time: number[], held: number[], limit: number[], started: number[], refused: number[], p50: number[],
 *     p99: number[]}} History
 */

/** The state of the server, second by second. */
export class Live {
    /** The newest overview, or null. */
    overview = null;
    /** @type {History} */
    history = {time: [], held: [], limit: [], started: [], refused: [], p50: [], p99: []};
    /** @type {{state: 'connecting'|'live'|'lost', reason: string, retryAt: number}} */
    connection = {state: 'connecting', reason: '', retryAt: 0};

    #admin;
    #listeners = new Set();
    #closing = new AbortController();
    #wake = () => {};

    constructor(admin) {
        this.#admin = admin;
    }

    /** Calls a function after each change, until the function that is returned is called. */
    subscribe(listener) {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    /** Connects, and stays connected until it is closed. */
    async open() {
        let pause = FIRST_PAUSE_MILLIS;
        while (!this.#closing.signal.aborted) {
            const started = Date.now();
            try {
                await this.#read(() => {
                    pause = FIRST_PAUSE_MILLIS;
                });
                if (Date.now() - started > LONG_MILLIS) {
                    continue;
                }
                this.#lost('The server has ended the stream.', pause);
            } catch (error) {
                this.#lost(error instanceof RefusedError ? error.message : 'The server cannot be reached.', pause);
            }
            await this.#rest(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
        }
    }

    /** Tries again at once, instead of after the pause. */
    retry() {
        this.#wake();
    }

    close() {
        this.#closing.abort();
        this.#listeners.clear();
        this.#wake();
    }

    /** Reads one stream to its end; silence counts as one, since events come every second. */
    async #read(onEvent) {
        const silence = new AbortController();
        let timer = setTimeout(() => silence.abort(), SILENCE_MILLIS);
        try {
            const response = await this.#admin.events(AbortSignal.any([silence.signal, this.#closing.signal]));
            for await (const {event, data} of readEvents(response)) {
                clearTimeout(timer);
                timer = setTimeout(() => silence.abort(), SILENCE_MILLIS);
                if (event === 'overview') {
                    onEvent();
                    this.#accept(JSON.parse(data));
                }
            }
        } finally {
            clearTimeout(timer);
        }
    }

    #accept(overview) {
        this.#remember(overview);
        this.overview = overview;
        this.connection = {state: 'live', reason: '', retryAt: 0};
        this.#changed();
    }

    #lost(reason, pause) {
        if (!this.#closing.signal.aborted) {
            this.connection = {state: 'lost', reason, retryAt: Date.now() + pause};
            this.#changed();
        }
    }

    /** Rates are differences of counters, so that a second that was missed is not a second without starts. */
    #remember(overview) {
        const {history} = this;
        const time = Date.parse(overview.time) / 1_000;
        const passed = this.overview === null ? 0 : time - Date.parse(this.overview.time) / 1_000;
        if (this.overview !== null && passed <= 0) {
            return;
        }
        const rate = count => (passed === 0 ? null : Math.max(0, count(overview) - count(this.overview)) / passed);
        history.time.push(time);
        history.held.push(account(overview).heldDpus);
        history.limit.push(account(overview).limitDpus);
        history.started.push(rate(startedOf));
        history.refused.push(rate(refusedOf));
        history.p50.push(overview.latency.p50 ?? null);
        history.p99.push(overview.latency.p99 ?? null);
        if (history.time.length > KEPT_SECONDS) {
            Object.values(history).forEach(figures => figures.shift());
        }
    }

    #rest(millis) {
        return new Promise(resolve => {
            const timer = setTimeout(resolve, millis);
            this.#wake = () => {
                clearTimeout(timer);
                resolve();
            };
        });
    }

    #changed() {
        this.#listeners.forEach(listener => listener());
    }
}

/** The budget of the account. */
export function account(overview) {
    return overview.budgets.find(({budget}) => budget === 'account');
}

/** How many starts were refused, whatever the reason. */
export function refusedOf(overview) {
    return Object.values(overview.starts.refused).reduce((sum, count) => sum + count, 0);
}

function startedOf(overview) {
    return overview.starts.started;
}
