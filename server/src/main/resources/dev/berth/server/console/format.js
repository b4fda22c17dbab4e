/** Figures, times and spans of time as people read them. */
const WHOLE = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const COMPACT = new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1});
const CLOCK = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'});
const DAY = new Intl.DateTimeFormat(undefined, {month: 'short', day: 'numeric'});
const ABSENT = '–';

/** Every digit of a number. */
export function whole(number) {
    return isAbsent(number) ? ABSENT : WHOLE.format(number);
}

/** A number in little room: 12.3K. */
export function compact(number) {
    if (isAbsent(number)) {
        return ABSENT;
    }
    return Math.abs(number) < 10_000 ? WHOLE.format(number) : COMPACT.format(number);
}

/** A number of events in a second. */
export function rate(perSecond) {
    if (isAbsent(perSecond)) {
        return ABSENT;
    }
    return perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : compact(perSecond);
}

/** Milliseconds. */
export function millis(number) {
    if (isAbsent(number)) {
        return ABSENT;
    }
    if (number >= 1_000) {
        return `${(number / 1_000).toFixed(1)} s`;
    }
    return `${number < 10 ? number.toFixed(1) : Math.round(number)} ms`;
}

/** A span of time by its two largest units. */
export function span(seconds) {
    if (isAbsent(seconds)) {
        return ABSENT;
    }
    const total = Math.max(0, Math.round(seconds));
    const units = [[Math.floor(total / 86_400), 'd'], [Math.floor(total / 3_600) % 24, 'h'],
        [Math.floor(total / 60) % 60, 'min'], [total % 60, 's']];
    const first = units.findIndex(([count]) => count > 0);
    return first < 0 ? '0 s' : units.slice(first, first + 2).filter(([count], i) => i === 0 || count > 0)
        .map(([count, unit]) => `${count} ${unit}`).join(' ');
}

/** The span between two moments, the second of which is now if it is left out. */
export function between(start, end, now = Date.now()) {
    return isAbsent(start) ? ABSENT : span((toMillis(end ?? now) - toMillis(start)) / 1_000);
}

/** A moment: the time of day, with the day unless that is today. */
export function moment(time) {
    if (isAbsent(time)) {
        return ABSENT;
    }
    const date = new Date(toMillis(time));
    const isToday = date.toDateString() === new Date().toDateString();
    return isToday ? CLOCK.format(date) : `${DAY.format(date)} ${CLOCK.format(date)}`;
}

/** A moment to the millisecond, in UTC. */
export function exactMoment(time) {
    return isAbsent(time) ? '' : new Date(toMillis(time)).toISOString();
}

/** A number of bytes. */
export function bytes(count) {
    const unit = [[1_048_576, 'MiB'], [1_024, 'KiB']].find(([size]) => count >= size);
    return unit === undefined ? `${count} bytes` : `${(count / unit[0]).toFixed(1)} ${unit[1]}`;
}

/** How many of something there are. */
export function counted(count, one, many = `${one}s`) {
    return `${whole(count)} ${count === 1 ? one : many}`;
}

/** The API has seconds since 1970, the operators' endpoints text. */
function toMillis(time) {
    if (time instanceof Date) {
        return time.getTime();
    }
    return typeof time === 'string' ? Date.parse(time) : time < 1e11 ? time * 1_000 : time;
}

function isAbsent(value) {
    return value === null || value === undefined || Number.isNaN(value);
}
