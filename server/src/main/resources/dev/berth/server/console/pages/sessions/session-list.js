/** The sessions that a filter lets through, as far as they have been read, newest first. */
import {RefusedError} from '../../wire/client.js';

const PAGE = 200;
const ENOUGH = 50;
const BUSY_STATUS = 503;
const BUSY_MILLIS = 1_000;

/** As many rows as a browser can show in one list without trouble. */
export const MOST_ROWS = 50_000;

export class SessionList {
    /** What has been read. */
    rows = [];
    /** Whether there is nothing more to read. */
    isComplete = false;
    /** How many sessions the server has looked at for that. */
    scanned = 0;
    /** Whether something is being read. */
    isLoading = false;
    /** Why reading has stopped, or null. */
    error = null;

    #admin;
    #filter;
    #changed;
    #after = null;
    #closing = new AbortController();

    /**
     * A list, of which nothing is read yet.
     *
     * @param {Admin} admin where to read it
     * @param {{workGroup: string, state: string, search: string}} filter which sessions; empty texts let all through
     * @param {function()} changed called after each change
     */
    constructor(admin, filter, changed) {
        this.#admin = admin;
        this.#filter = filter;
        this.#changed = changed;
    }

    /** Whether there may be more than will be read. */
    get isFull() {
        return this.rows.length >= MOST_ROWS;
    }

    /** Reads some more. A search may have to look at many sessions for that, in several calls. */
    async loadMore() {
        if (this.isLoading || this.isComplete || this.isFull) {
            return;
        }
        const wanted = this.rows.length + ENOUGH;
        await this.#reading(async () => {
            do {
                const page = await this.#page(this.#after);
                this.rows = [...this.rows, ...page.sessions];
                this.scanned += page.scanned;
                this.#after = page.after;
                this.isComplete = this.#after === null;
                this.#changed();
            } while (!this.isComplete && this.rows.length < wanted);
        });
    }

    /** Reads the newest ones again: those that are new come on top, and those that are known are as they are now. */
    async refresh() {
        if (this.isLoading || this.rows.length === 0) {
            await this.loadMore();
            return;
        }
        await this.#reading(async () => {
            const {sessions, after} = await this.#page(null);
            if (after) {
                const last = sessions.at(-1);
                const known = this.rows.findIndex(({sessionId}) => sessionId === last?.sessionId);
                if (known >= 0) {
                    this.rows = [...sessions, ...this.rows.slice(known + 1)];
                }
            } else {
                this.rows = sessions;
                this.isComplete = true;
            }
        });
    }

    /** Ends reading. */
    close() {
        this.#closing.abort();
    }

    /** While the server has too many searches under way, this one waits. */
    async #page(after) {
        while (true) {
            try {
                return await this.#admin.sessions({...this.#filter, limit: PAGE, after}, this.#closing.signal);
            } catch (error) {
                if (!(error instanceof RefusedError) || error.status !== BUSY_STATUS) {
                    throw error;
                }
                await new Promise(resolve => setTimeout(resolve, BUSY_MILLIS));
            }
        }
    }

    async #reading(read) {
        this.isLoading = true;
        this.error = null;
        try {
            await read();
        } catch (error) {
            if (this.#closing.signal.aborted) {
                return;
            }
            this.error = error;
        }
        this.isLoading = false;
        this.#changed();
    }
}
