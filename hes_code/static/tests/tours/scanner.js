import {browser} from "@web/core/browser/browser";

// A hardware scanner that is set to a keyboard, on computers with the same or another.

/** Keys that are elsewhere: their letters without and with Shift, by `code`. */
const TURKISH_Q = {
    KeyI: "ıI",
    Minus: "*?",
    Equal: "-_",
    Semicolon: "şŞ",
    Quote: "iİ",
    Backslash: ",;",
    Slash: ".:",
    Comma: "öÖ",
    Period: "çÇ",
};
const TURKISH_F = {Minus: "/?", Equal: "-_", Semicolon: "yY", Backslash: "xX"};
for (const keys of [
    "QfF WgG EğĞ RıI ToO YdD UrR InN OhH PpP",
    "AuU SiİDeE FaA GüÜ HtT JkK KmM LlL",
    "ZjJ XöÖ CvV VcC BçÇ NzZ MsS",
]) {
    for (const [key, plain, shifted] of keys.replaceAll(" ", "").match(/.{3}/gu)) {
        TURKISH_F[`Key${key}`] = plain + shifted;
    }
}
const HOSTS = {us: {}, turkishQ: TURKISH_Q, turkishF: TURKISH_F};
const SIGNS = {
    "-": ["Minus", false],
    "|": ["Backslash", true],
    "/": ["Slash", false],
    ":": ["Semicolon", true],
};

/** Where `character` is on this keyboard: the key, and whether with Shift. */
function keyOf(character, keyboard) {
    for (const [code, pair] of Object.entries(HOSTS[keyboard])) {
        if (pair.includes(character)) {
            return [code, pair.indexOf(character) === 1];
        }
    }
    if (/\d/.test(character)) {
        return [`Digit${character}`, false];
    }
    if (/[a-z]/i.test(character)) {
        return [`Key${character.toUpperCase()}`, /[A-Z]/.test(character)];
    }
    return SIGNS[character];
}

function press(target, key, code, shiftKey) {
    const options = {key, code, shiftKey, bubbles: true, cancelable: true};
    const event = new KeyboardEvent("keydown", options);
    target.dispatchEvent(event);
    return !event.defaultPrevented;
}

function pressAndType(place, character, host, setTo = "us") {
    const [code, shiftKey] = keyOf(character, setTo);
    if (shiftKey) {
        press(place, "Shift", "ShiftLeft", true);
    }
    const other = setTo === host ? null : HOSTS[host][code];
    const key = other?.[Number(shiftKey)] ?? character;
    if (press(place, key, code, shiftKey) && place.matches("input:not([readonly])")) {
        place.value += key;
        place.dispatchEvent(new InputEvent("input", {bubbles: true}));
    }
}

/**
 * Presses the keys of `text`, fast, and `end`: where the cursor is, or on `target`.
 * What the computer makes of them comes into the field. The scanner is set to a US
 * keyboard or to `setTo`.
 */
export function scanKeys(text, host = "us", {target, end = "Enter", setTo} = {}) {
    const place = target || document.activeElement;
    for (const character of text) {
        pressAndType(place, character, host, setTo);
    }
    if (end && press(place, end, end, false) && end === "Enter") {
        place.form?.requestSubmit();
    }
}

/** The same by a scanner that hesitates after its first key, for `gap` milliseconds. */
export async function scanHesitating(text, gap, target = document.activeElement) {
    pressAndType(target, text[0], "us");
    await new Promise((resolve) => browser.setTimeout(resolve, gap));
    scanKeys(text.slice(1), "us", {target});
}

/** A step of a tour that scans. */
export function scanOn(host, text, trigger = "body", setTo = "us") {
    return {
        content: `scan ${text} set to ${setTo} on a computer with the keyboard ${host}`,
        trigger,
        run({anchor}) {
            const target = trigger === "body" ? undefined : anchor;
            target?.focus();
            scanKeys(text, host, {target, setTo});
        },
    };
}
