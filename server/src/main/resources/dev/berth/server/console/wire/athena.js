/** The session API, as every other client uses it. */
const MOST_PAGES = 40;

/** @returns {string} what makes a start happen once, however often it is sent */
export function newToken() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}

/** The session API. */
export class Athena {
    #client;

    constructor(client) {
        this.#client = client;
    }

    /**
     * Calls an operation.
     *
     * @param {string} operation its name
     * @param {Object} input its members; those that are undefined are left out
     */
    async call(operation, input, signal) {
        const response = await this.#client.send({
            method: 'POST',
            path: '/',
            headers: {'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': `AmazonAthena.${operation}`},
            body: JSON.stringify(input),
            signal,
        });
        return response.json();
    }

    /** The work groups that sessions can be started in. */
    async sparkWorkGroups(signal) {
        const all = [];
        let next;
        for (let page = 0; page < MOST_PAGES; page++) {
            const answer = await this.call('ListWorkGroups', {MaxResults: 50, NextToken: next}, signal);
            all.push(...answer.WorkGroups);
            next = answer.NextToken;
            if (next === undefined) {
                break;
            }
        }
        return all.filter(isForSessions);
    }

    async startSession(input) {
        return this.call('StartSession', input);
    }

    async terminateSession(id) {
        return this.call('TerminateSession', {SessionId: id});
    }

    async startCalculation(session, code, token) {
        return this.call('StartCalculationExecution', {
            SessionId: session, CodeBlock: code, ClientRequestToken: token,
        });
    }

    async stopCalculation(id) {
        return this.call('StopCalculationExecution', {CalculationExecutionId: id});
    }

    async calculations(session, next, signal) {
        return this.call('ListCalculationExecutions', {SessionId: session, MaxResults: 20, NextToken: next}, signal);
    }

    async calculation(id, signal) {
        return this.call('GetCalculationExecution', {CalculationExecutionId: id}, signal);
    }

    /** The code of a calculation. */
    async code(id, signal) {
        return (await this.call('GetCalculationExecutionCode', {CalculationExecutionId: id}, signal)).CodeBlock;
    }

    async executors(session, next, signal) {
        return this.call('ListExecutors', {SessionId: session, MaxResults: 100, NextToken: next}, signal);
    }
}

function isForSessions(workGroup) {
    return workGroup.State === 'ENABLED' && /spark/i.test(workGroup.EngineVersion?.EffectiveEngineVersion ?? '');
}
