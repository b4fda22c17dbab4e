/** What operators may see and change: the paths under /admin/v1. */
const BASE = '/admin/v1';

/** The operators' endpoints. */
export class Admin {
    #client;

    constructor(client) {
        this.#client = client;
    }

    /** Everything at a glance. */
    async overview(signal) {
        return this.#get('/overview', {}, signal);
    }

    /** The same as events, one a second, as a response that does not end. */
    async events(signal) {
        return this.#client.send({path: `${BASE}/events`, headers: {Accept: 'text/event-stream'}, signal});
    }

    /**
     * Sessions, newest first.
     *
     * @param {{workGroup?: string, state?: string, search?: string, limit?: number, after?: ?string}} query which
     * @returns {Promise<{sessions: Object[], after: ?string, scanned: number}>} some of them; more are after the token
     */
    async sessions(query, signal) {
        return this.#get('/sessions', query, signal);
    }

    /** All that is known about a session. */
    async session(id, signal) {
        return this.#get(`/sessions/${encodeURIComponent(id)}`, {}, signal);
    }

    /**
     * Changes a budget while it is used.
     *
     * @param {string} budget its name, `account` or `workgroup/NAME`
     * @param {?number} limitDpus the new limit; null for none
     */
    async resize(budget, limitDpus) {
        const response = await this.#client.send({
            method: 'PUT',
            path: `${BASE}/budgets/${budget}`,
            headers: {'Content-Type': 'application/json'},
            body: JSON.stringify({limitDpus}),
        });
        return response.json();
    }

    async #get(path, query, signal) {
        const response = await this.#client.send({path: BASE + path, query, signal});
        return response.json();
    }
}
