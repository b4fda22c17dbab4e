/** Requests to the server that this page came from, signed where a key is there; and what can go wrong with them. */
import {percentEncode, Signer} from './signer.js';

const UNPROVEN = new Set([
    'MissingAuthenticationTokenException',
    'IncompleteSignatureException',
    'UnrecognizedClientException',
    'InvalidSignatureException',
    'MissingAuthenticationToken',
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
]);

/** The server has refused a request, and says why. */
export class RefusedError extends Error {
    constructor(status, type, message) {
        super(message || `The server answered ${status}.`);
        this.name = 'RefusedError';
        this.status = status;
        this.type = type;
    }

    /** Whether the server does not know who asks: a key is missing, or it is not a good one. */
    get isUnproven() {
        return UNPROVEN.has(this.type);
    }
}

/** The server cannot be reached, or has closed the connection: nobody knows whether the request did something. */
export class UnreachableError extends Error {
    constructor(cause) {
        super('The server cannot be reached.', {cause});
        this.name = 'UnreachableError';
    }
}

/** Sends requests. */
export class Client {
    #signer;
    #clockOffsetMillis;
    #onUnproven;

    /**
     * A client.
     *
     * @param {{region: string, clockOffsetMillis: number}} settings those of the server
     * @param {?{accessKeyId: string, secretAccessKey: string}} credentials what to sign with, or null not to
     * @param {function(RefusedError)} onUnproven called when the server does not accept who asks
     */
    constructor(settings, credentials, onUnproven = () => {}) {
        this.#signer = credentials === null ? null : new Signer(credentials, settings.region);
        this.#clockOffsetMillis = settings.clockOffsetMillis;
        this.#onUnproven = onUnproven;
    }

    /**
     * Sends a request.
     *
     * @param {{method?: string, path: string, query?: Object<string, *>, headers?: Object<string, string>, body?: string,
     *     service?: string, signal?: AbortSignal}} request the request; its path is encoded already, and what is null or
     *     empty in its query is left out
     * @returns {Promise<Response>} the answer, if it is a good one
     * @throws {RefusedError} if it is not
     * @throws {UnreachableError} if there is none
     */
    async send({method = 'GET', path, query = {}, headers = {}, body = '', service = 'athena', signal}) {
        const text = queryText(query);
        const all = this.#signer === null ? headers : await this.#signer.sign({
            method, host: location.host, path, query: text, headers, body, service, time: this.now(),
        });
        const response = await this.#fetch(text === '' ? path : `${path}?${text}`, {
            method, headers: all, body: body === '' ? undefined : body, signal,
            cache: 'no-store', credentials: 'omit', redirect: 'error',
        });
        if (response.ok) {
            return response;
        }
        const refused = await refusal(response);
        if (refused.isUnproven) {
            this.#onUnproven(refused);
        }
        throw refused;
    }

    /** The server's time. */
    now() {
        return new Date(Date.now() + this.#clockOffsetMillis);
    }

    async #fetch(url, options) {
        try {
            return await fetch(url, options);
        } catch (cause) {
            throw options.signal?.aborted ? cause : new UnreachableError(cause);
        }
    }
}

/** In the order and the form that signatures want. */
function queryText(query) {
    return Object.entries(query)
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => `${percentEncode(name)}=${percentEncode(String(value))}`)
        .sort()
        .join('&');
}

async function refusal(response) {
    const text = await response.text();
    if (response.headers.get('Content-Type')?.includes('xml')) {
        const xml = new DOMParser().parseFromString(text, 'application/xml');
        return new RefusedError(response.status, textOf(xml, 'Code'), textOf(xml, 'Message'));
    }
    try {
        const error = JSON.parse(text);
        const type = String(error.__type ?? '').replace(/^.*#/, '');
        return new RefusedError(response.status, type, error.Message ?? error.message ?? type);
    } catch {
        return new RefusedError(response.status, '', text);
    }
}

function textOf(xml, element) {
    return xml.querySelector(element)?.textContent ?? '';
}
