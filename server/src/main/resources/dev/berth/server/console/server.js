/** Everything that a page of the console asks the server for. */
import {Client} from './wire/client.js';
import {Admin} from './wire/admin.js';
import {Athena} from './wire/athena.js';
import {Results} from './wire/results.js';
import {Live} from './wire/live.js';

export class Server {
    /**
     * A server.
     *
     * @param {Object} settings what it told about itself
     * @param {?{accessKeyId: string, secretAccessKey: string}} credentials what to sign requests with, or null not to
     * @param {function(Error)} onUnproven called when it does not accept who asks
     */
    constructor(settings, credentials, onUnproven) {
        const client = new Client(settings, credentials, onUnproven);
        this.settings = settings;
        this.accessKeyId = credentials?.accessKeyId ?? null;
        this.admin = new Admin(client);
        this.athena = new Athena(client);
        /** Null where results are kept elsewhere, out of this page's reach. */
        this.results = settings.results === 's3' ? null : new Results(client);
        this.live = new Live(this.admin);
    }
}
