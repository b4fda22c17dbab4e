/**
 * The access key that somebody has pasted. It is kept in the storage of the tab, which survives a reload and ends with the tab,
 * and nowhere else.
 */
const ITEM = 'berth.credentials';

/** @returns {{accessKeyId: string, secretAccessKey: string} | null} what this tab has been given */
export function keptCredentials() {
    try {
        return JSON.parse(sessionStorage.getItem(ITEM));
    } catch {
        return null;
    }
}

/** Keeps a key until the tab is closed. */
export function keepCredentials(credentials) {
    sessionStorage.setItem(ITEM, JSON.stringify(credentials));
}

/** Forgets it. */
export function forgetCredentials() {
    sessionStorage.removeItem(ITEM);
}
