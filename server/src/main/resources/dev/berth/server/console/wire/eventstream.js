/** Server-sent events, read from a response: the browser's own reader cannot sign its request. */

/**
 * Reads events until the response ends.
 *
 * @param {Response} response the response
 * @yields {{event: string, data: string}}
 */
export async function* readEvents(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    while (true) {
        const {value, done} = await reader.read();
        if (done) {
            return;
        }
        const blocks = (rest + value).split(/\r?\n\r?\n/);
        rest = blocks.pop();
        for (const block of blocks) {
            const event = parse(block);
            if (event.data !== '') {
                yield event;
            }
        }
    }
}

function parse(block) {
    const event = {event: 'message', data: ''};
    const data = [];
    for (const line of block.split(/\r?\n/)) {
        const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
        if (field === 'event') {
            event.event = value;
        } else if (field === 'data') {
            data.push(value);
        }
    }
    event.data = data.join('\n');
    return event;
}
