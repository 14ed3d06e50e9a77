/**
 * A hardware scanner is a keyboard: it presses keys, and the computer makes letters of
 * them by its own layout. One that is set to a US keyboard types `A4D7*1132*10` on a
 * Turkish Q computer and other letters on a Turkish F one. Which keys were pressed
 * (`KeyboardEvent.code`) still says what was scanned.
 */

/** A scanner is faster than anybody who types (milliseconds a key). */
const SLOWEST = 100;
const AVERAGE = 50;
const SHORTEST = 3;
const LONGEST = 500;

/** Keys of a US keyboard: without and with Shift. Letters and digits are below. */
const US_KEYS = {
    Space: "  ",
    Minus: "-_",
    Equal: "=+",
    Semicolon: ";:",
    Slash: "/?",
    Backslash: "\\|",
    Comma: ",<",
    Period: ".>",
    Quote: "'\"",
    BracketLeft: "[{",
    BracketRight: "]}",
    Backquote: "`~",
};
[...")!@#$%^&*("].forEach((shifted, digit) => {
    US_KEYS[`Digit${digit}`] = `${digit}${shifted}`;
    US_KEYS[`Numpad${digit}`] = `${digit}${digit}`;
});
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].forEach((letter) => {
    US_KEYS[`Key${letter}`] = letter.toLowerCase() + letter;
});

/** HES codes of the usual pattern, alone or in a QR text. */
const CODE = /^(HES:|\d{11}\||[0-9A-F]{32}\|)?[A-Z]\d[A-Z]\d(-\d{4}-\d{2}|\d{6})$/i;

export function isCode(text) {
    return CODE.test(text.trim());
}

let keys = [];
let ended = true;

function onKeydown(ev) {
    if (["Enter", "Tab"].includes(ev.key)) {
        ended = true;
    }
    if (ev.key?.length !== 1 || ev.repeat) {
        return; // Shift and others
    }
    if (ended || ev.timeStamp - keys.at(-1).at > SLOWEST || keys.length >= LONGEST) {
        keys = [];
        ended = false;
    }
    const pair = US_KEYS[ev.code];
    const meant = pair && pair[Number(ev.shiftKey)];
    keys.push({key: ev.key, meant, at: ev.timeStamp});
}

window.addEventListener("keydown", onKeydown, {capture: true});
window.addEventListener("focusin", () => (ended = true), {capture: true});

/** What was typed fast just now, by the letters and by the keys; null if nothing was. */
export function lastBurst() {
    const time = keys.length && keys.at(-1).at - keys[0].at;
    if (keys.length < SHORTEST || time > AVERAGE * (keys.length - 1)) {
        return null;
    }
    const typed = keys.map(({key}) => key).join("");
    // phones and some browsers do not say which keys were pressed
    const isKnown = keys.every(({meant}) => meant);
    return {typed, meant: isKnown ? keys.map(({meant}) => meant).join("") : typed};
}

/** Whether letters are at other places than on a US keyboard, as on a Turkish F one. */
function isMoved({typed, meant}) {
    return [...meant].some((letter, place) => {
        const other = typed[place].toUpperCase();
        return /[A-Za-z]/.test(letter) && letter.toUpperCase() !== other;
    });
}

/** What a scanner meant by these keys. */
export function readingOf(burst) {
    const {typed, meant} = burst;
    const isPlain = (text) => /^[A-Za-z0-9]+$/.test(text);
    if (isMoved(burst) || (isPlain(meant) && !isPlain(typed))) {
        return meant;
    }
    return isCode(meant) && !isCode(typed) ? meant : typed;
}

/**
 * What was scanned, where `text` ends with what a scanner has just typed; what somebody
 * typed before it is dropped. A text that no scanner typed comes back as it is.
 */
export function scannedText(text) {
    const burst = lastBurst();
    return burst && text.endsWith(burst.typed) ? readingOf(burst) : text;
}
