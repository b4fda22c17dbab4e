/** Starts a session. */
import {Component, h} from '../lib/preact.js';
import {newToken} from '../wire/athena.js';
import {sessionRoute} from '../routes.js';
import {ErrorText} from '../parts/error-text.js';
import {Field} from '../parts/field.js';
import {FormDialog} from '../parts/dialog.js';

/** Properties: `server`; `onClose`. */
export class StartDialog extends Component {
    state = {workGroups: null, error: null, workGroup: '', dpus: '', idleMinutes: '', description: '', properties: '', tags: ''};
    /** Of this form as it is: sent again after a lost answer, it starts no second session. */
    token = newToken();

    async componentDidMount() {
        try {
            const workGroups = await this.props.server.athena.sparkWorkGroups();
            this.setState({workGroups, workGroup: workGroups[0]?.Name ?? ''});
        } catch (error) {
            this.setState({workGroups: [], error});
        }
    }

    /** What is changed after a start was sent is another start. */
    set(name) {
        return event => {
            this.token = newToken();
            this.setState({[name]: event.target.value});
        };
    }

    start = async () => {
        const {workGroup, dpus, idleMinutes, description, properties, tags} = this.state;
        const {SessionId} = await this.props.server.athena.startSession({
            WorkGroup: workGroup,
            Description: description === '' ? undefined : description,
            EngineConfiguration: {
                MaxConcurrentDpus: dpus === '' ? undefined : Number(dpus),
                SparkProperties: properties.trim() === '' ? undefined : Object.fromEntries(pairs(properties)),
            },
            SessionIdleTimeoutInMinutes: idleMinutes === '' ? undefined : Number(idleMinutes),
            Tags: tags.trim() === '' ? undefined : pairs(tags).map(([Key, Value]) => ({Key, Value})),
            ClientRequestToken: this.token,
        });
        location.hash = sessionRoute(SessionId);
    };

    render({onClose}, {workGroups, error, workGroup, dpus, idleMinutes, description, properties, tags}) {
        return h(FormDialog, {title: 'Start a session', action: 'Start', onSubmit: this.start, onClose},
            h(ErrorText, {error}),
            h(Field, {label: 'Work group', hint: workGroups?.length === 0 && 'No enabled work group has a Spark engine.'},
                h('select', {name: 'workGroup', value: workGroup, required: true, autoFocus: true, onChange: this.set('workGroup')},
                    (workGroups ?? []).map(({Name, EngineVersion}) =>
                        h('option', {key: Name, value: Name}, `${Name} · ${EngineVersion.EffectiveEngineVersion}`)))),
            h('div', {class: 'field-row'},
                h(Field, {label: 'Most DPUs'}, h('input', {
                    name: 'dpus', type: 'number', min: 2, max: 5000, value: dpus, placeholder: 'default', onInput: this.set('dpus'),
                })),
                h(Field, {label: 'Idle timeout, minutes'}, h('input', {
                    name: 'idleMinutes', type: 'number', min: 1, max: 480, value: idleMinutes, placeholder: '20',
                    onInput: this.set('idleMinutes'),
                }))),
            h(Field, {label: 'Description'}, h('input', {
                name: 'description', maxLength: 1024, value: description, placeholder: 'optional', onInput: this.set('description'),
            })),
            h('details', null, h('summary', null, 'Spark properties and tags'),
                h(Field, {label: 'Spark properties', hint: 'One a line: spark.name=value'}, h('textarea', {
                    name: 'properties', rows: 3, spellcheck: false, value: properties, onInput: this.set('properties'),
                })),
                h(Field, {label: 'Tags', hint: 'One a line: key=value'}, h('textarea', {
                    name: 'tags', rows: 2, spellcheck: false, value: tags, onInput: this.set('tags'),
                }))));
    }
}

/** The pairs in lines of NAME=VALUE. */
function pairs(text) {
    return text.split('\n').filter(line => line.trim() !== '').map(line => {
        const [name, ...value] = line.split('=');
        return [name.trim(), value.join('=').trim()];
    });
}
