/**
 * Signature Version 4 by the browser's own cryptography, which browsers offer only to pages that came over TLS or from this
 * machine.
 */
const ALGORITHM = 'AWS4-HMAC-SHA256';
const TERMINATOR = 'aws4_request';
const utf8 = new TextEncoder();

/** Whether this page may use the browser's cryptography. */
export function canSign() {
    return globalThis.crypto?.subtle !== undefined;
}

/** Encodes text as the signature wants it in paths and queries; what is sent this way need not be encoded again to sign it. */
export function percentEncode(text) {
    return encodeURIComponent(text).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Signs requests with one access key, for one region. */
export class Signer {
    #credentials;
    #region;
    #keys = new Map();

    constructor(credentials, region) {
        this.#credentials = credentials;
        this.#region = region;
    }

    /**
     * Signs a request.
     *
     * @param {{method: string, host: string, path: string, query: string, headers: Object<string, string>, body: string,
     *     service: string, time: Date}} request the request, its path and query as they are sent
     * @returns {Promise<Object<string, string>>} its headers, and those that sign it
     */
    async sign({method, host, path, query, headers, body, service, time}) {
        const instant = time.toISOString().replace(/[-:]|\.\d+/g, '');
        const bodyHash = await sha256(body);
        const all = {...headers, 'X-Amz-Date': instant, 'X-Amz-Content-Sha256': bodyHash};
        const signed = [['host', host], ...Object.entries(all).map(([name, value]) => [name.toLowerCase(), value])]
            .sort(([one], [other]) => (one < other ? -1 : 1));
        const names = signed.map(([name]) => name).join(';');
        const lines = signed.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}\n`).join('');
        const scope = `${instant.slice(0, 8)}/${this.#region}/${service}/${TERMINATOR}`;
        const canonical = [method, path, query, lines, names, bodyHash].join('\n');
        const toSign = [ALGORITHM, instant, scope, await sha256(canonical)].join('\n');
        const signature = hex(await hmac(await this.#key(scope), toSign));
        const credential = `${this.#credentials.accessKeyId}/${scope}`;
        return {
            ...all,
            Authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
        };
    }

    /** The key of a day and a service, computed once. */
    #key(scope) {
        if (!this.#keys.has(scope)) {
            const secret = utf8.encode(`AWS4${this.#credentials.secretAccessKey}`);
            const derived = scope.split('/').reduce(async (key, part) => hmac(await key, part), Promise.resolve(secret));
            this.#keys.set(scope, derived);
        }
        return this.#keys.get(scope);
    }
}

async function hmac(key, text) {
    const imported = await crypto.subtle.importKey('raw', key, {name: 'HMAC', hash: 'SHA-256'}, false, ['sign']);
    return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8.encode(text)));
}

async function sha256(text) {
    return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(text))));
}

function hex(bytes) {
    return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
