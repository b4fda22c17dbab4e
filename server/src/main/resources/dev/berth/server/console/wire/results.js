/** What calculations have put out, read as clients of Amazon S3 read it. */
import {percentEncode} from './signer.js';

/** How much of a text is shown. */
export const SHOWN_BYTES = 262_144;

/** The objects that calculations write. */
export class Results {
    #client;

    constructor(client) {
        this.#client = client;
    }

    /**
     * The beginning of a text.
     *
     * @param {string} uri where it is, as the API names it
     * @returns {Promise<{text: string, bytes: number}>} no more than {@link SHOWN_BYTES} of it, and how many there are
     */
    async text(uri, signal) {
        const response = await this.#get(uri, signal);
        return {text: await beginning(response.body), bytes: Number(response.headers.get('Content-Length'))};
    }

    /** An object of JSON, whole. */
    async json(uri, signal) {
        return (await this.#get(uri, signal)).json();
    }

    async #get(uri, signal) {
        const path = uri.slice('s3:/'.length).split('/').map(percentEncode).join('/');
        return this.#client.send({path, service: 's3', signal});
    }
}

/** The rest of a stream is not read. */
async function beginning(stream) {
    const reader = stream.getReader();
    const decoder = new TextDecoder();
    let text = '';
    for (let left = SHOWN_BYTES; left > 0;) {
        const {value, done} = await reader.read();
        if (done) {
            return text + decoder.decode();
        }
        text += decoder.decode(value.subarray(0, left), {stream: true});
        left -= value.length;
    }
    await reader.cancel();
    return text;
}
