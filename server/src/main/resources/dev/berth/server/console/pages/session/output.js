/**
 * What a calculation has put out: its texts, pictures, values and its error. Nothing of it becomes part of the page but as
 * text or as a picture.
 */
import {Component, h} from '../../lib/preact.js';
import {bytes} from '../../format.js';
import {SHOWN_BYTES} from '../../wire/results.js';
import {AnsiText} from '../../parts/ansi-text.js';
import {ErrorText} from '../../parts/error-text.js';

const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Properties: `results`, where to read, or null; `result`, which names the objects. They do not change. */
export class Output extends Component {
    state = {output: null, error: null};
    closing = new AbortController();

    async componentDidMount() {
        const {results, result} = this.props;
        if (results === null) {
            return;
        }
        try {
            const {signal} = this.closing;
            const [stdout, stderr, value] = await Promise.all([
                results.text(result.StdOutS3Uri, signal), results.text(result.StdErrorS3Uri, signal),
                results.json(result.ResultS3Uri, signal),
            ]);
            this.setState({output: {stdout, stderr, value}});
        } catch (error) {
            if (!this.closing.signal.aborted) {
                this.setState({error});
            }
        }
    }

    componentWillUnmount() {
        this.closing.abort();
    }

    render({results, result}, {output, error}) {
        if (results === null) {
            return h('p', {class: 'muted'}, 'Its output is kept elsewhere: ', h('code', null, result.StdOutS3Uri));
        }
        if (output === null) {
            return error === null ? h('p', {class: 'muted', role: 'status'}, 'Reading its output…') : h(ErrorText, {error});
        }
        const {stdout, stderr, value} = output;
        const failure = value.error;
        const isEmpty = stdout.bytes === 0 && stderr.bytes === 0 && value.outputs.length === 0 && !failure;
        return h('div', {class: 'outputs', role: 'group', 'aria-label': 'Output'},
            isEmpty && h('p', {class: 'muted'}, 'It has put out nothing.'),
            h(Stream, {stream: stdout, name: 'Standard output'}),
            h(Stream, {stream: withoutTraceback(stderr, failure), name: 'Standard error', isError: true}),
            value.outputs.map(({data}, i) => h(Value, {key: i, data})),
            failure && h('div', {class: 'failure'}, h(AnsiText, {text: failure.traceback.join('\n'), label: 'Error'})));
    }
}

function Stream({stream, name, isError = false}) {
    if (stream.text === '') {
        return null;
    }
    return h('div', {class: isError ? 'stream stream-error' : 'stream'},
        h('h3', null, name),
        h(AnsiText, {text: stream.text, label: name}),
        stream.bytes > SHOWN_BYTES && h('p', {class: 'muted'}, `The first ${bytes(SHOWN_BYTES)} of ${bytes(stream.bytes)}.`));
}

/** One value in one form: as a picture if there is one, as text otherwise. */
function Value({data}) {
    const picture = PICTURES.find(type => typeof data[type] === 'string');
    const text = data['text/plain'] ?? '';
    if (picture !== undefined) {
        return h('img', {class: 'picture', alt: text, src: `data:${picture};base64,${data[picture].replace(/\s/g, '')}`});
    }
    if (typeof data['image/svg+xml'] === 'string') {
        return h('img', {class: 'picture', alt: text, src: `data:image/svg+xml,${encodeURIComponent(data['image/svg+xml'])}`});
    }
    return h(AnsiText, {text, label: 'Value'});
}

/** The error is shown by itself, so it need not stand among the texts too. */
function withoutTraceback(stderr, failure) {
    const traceback = failure?.traceback.join('\n');
    return traceback && stderr.text.trim() === traceback.trim() ? {text: '', bytes: 0} : stderr;
}
