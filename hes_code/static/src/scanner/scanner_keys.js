import {barcodeService} from "@barcodes/barcode_service";

/**
 * A hardware scanner is a keyboard: it presses keys, and the computer makes letters of
 * them by its own layout. One that is set to a US keyboard types `A4D7*1132*10` on a
 * Turkish Q computer and other letters on a Turkish F one. Which keys were pressed
 * (`KeyboardEvent.code`) still says what was scanned.
 */

/** A scanner is faster than anybody who types (milliseconds a key). */
const AVERAGE = 50;
const SHORTEST = 3;
const LONGEST = 500;
/** Who types pauses before a scan for longer than a scanner within one (ms). */
const PAUSE = 250;
/** A scan is read at once; what comes later has another origin, as a camera (ms). */
const RECENT = 1000;

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
const CODE = /^(HES:|\d{11}\||[0-9A-F]{32}\|)?[A-Z]\d[A-Z]\d(-\d{4}-\d{2}|\d{6})\|?$/i;

export function isCode(text) {
    return CODE.test(text.trim());
}

let keys = [];
let ended = true;
let isApart = false;

function onKeydown(ev) {
    if (["Enter", "Tab"].includes(ev.key)) {
        ended = true;
    }
    if (ev.key?.length !== 1 || ev.repeat) {
        return; // Shift and others
    }
    const pause = ended ? Infinity : ev.timeStamp - keys.at(-1).at;
    if (pause > barcodeService.maxTimeBetweenKeysInMs || keys.length >= LONGEST) {
        keys = [];
        ended = false;
        isApart = pause > PAUSE;
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
    if (performance.now() - keys.at(-1).at > RECENT) {
        return null;
    }
    const typed = keys.map(({key}) => key).join("");
    // phones and some browsers do not say which keys were pressed
    const isKnown = keys.every(({meant}) => meant);
    const meant = isKnown ? keys.map((key) => key.meant).join("") : typed;
    return {typed, meant, isApart};
}

/** Whether letters are at other places than on a US keyboard, as on a Turkish F one. */
function isMoved({typed, meant}) {
    return [...meant].some((letter, place) => {
        const other = typed[place].toUpperCase();
        return /[A-Za-z]/.test(letter) && letter.toUpperCase() !== other;
    });
}

/**
 * These keys as a code. Both readings can be one only where it has no dashes: then the
 * scanner counts as set to a US keyboard, as scanners are when they are new.
 */
function codeOf(burst) {
    const {typed, meant} = burst;
    if (isCode(meant) || isCode(typed)) {
        return isCode(meant) ? meant : typed;
    }
    const isPlain = (text) => /^[A-Za-z0-9]+$/.test(text);
    return isMoved(burst) || (isPlain(meant) && !isPlain(typed)) ? meant : typed;
}

/**
 * The readings of `text`, if a scanner has just typed it; else the text itself: `code`
 * is what it says as a code, `badges` what it says as a badge, first what was typed.
 */
export function scanned(text) {
    const burst = lastBurst();
    const isBurst = burst?.typed === text;
    const code = (isBurst ? codeOf(burst) : text).trim();
    const readings = isBurst && !isCode(code) ? [text, burst.meant] : [code];
    return {code, badges: [...new Set(readings.map((one) => one.trim()))]};
}

/** The same for the text of a field: what somebody typed before a scan is dropped. */
export function scannedIntoField(text) {
    const burst = lastBurst();
    const isLast = burst?.isApart && text.endsWith(burst.typed);
    return scanned(isLast ? burst.typed : text);
}
