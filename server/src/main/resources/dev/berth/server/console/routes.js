/** The addresses of the console's pages, which are the fragments of its one document. */

/** @returns {{page: string, id?: string, query?: URLSearchParams}} what a fragment names */
export function parseRoute(fragment) {
    const [path, query = ''] = fragment.replace(/^#\/?/, '').split('?');
    const [page, id] = path.split('/');
    if (page === 'sessions' && id) {
        return {page: 'session', id: decoded(id)};
    }
    return page === 'sessions' ? {page, query: new URLSearchParams(query)} : {page: 'overview'};
}

export const OVERVIEW = '#/';

/** The address of a session. */
export function sessionRoute(id) {
    return `#/sessions/${encodeURIComponent(id)}`;
}

/** The address of the sessions that a filter lets through. */
export function sessionsRoute(filter = {}) {
    const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value)).toString();
    return query === '' ? '#/sessions' : `#/sessions?${query}`;
}

function decoded(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}
