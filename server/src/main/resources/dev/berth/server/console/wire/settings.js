/** What the page must know before its first call of the API: open to everybody, and without data. */

/**
 * Reads the settings.
 *
 * @returns {Promise<{region: string, identitiesConfigured: boolean, results: string, version: string, clockOffsetMillis: number}>} the
 *     settings, and how far the server's clock is ahead of this machine's: what is signed has to carry the server's time
 */
export async function loadSettings() {
    const response = await fetch('settings.json', {cache: 'no-store'});
    if (!response.ok) {
        throw new Error(`The server answered ${response.status}.`);
    }
    const settings = await response.json();
    return {...settings, clockOffsetMillis: clockOffset(response.headers.get('Date'))};
}

/** The header has whole seconds, so a difference below two is none. */
function clockOffset(date) {
    const millis = Date.parse(date) - Date.now();
    return Math.abs(millis) < 2_000 || Number.isNaN(millis) ? 0 : millis;
}
