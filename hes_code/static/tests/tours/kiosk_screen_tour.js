import {ConnectionLostError, rpc} from "@web/core/network/rpc";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {scanHesitating, scanKeys, scanOn} from "./scanner";

const tours = registry.category("web_tour.tours");
const START = ".o_mobile_barcode, .o_hr_kiosk_mode_bottom:contains(Identify Manually)";
const REFUSAL = ".o_hes_refusal [role=alert]";
const FRESH = "G1H2-3456-10";
const FORBIDDEN = /hes|risk|health|covid|sick|code/i;

/** A module that not all pages have on which these tours are loaded. */
const module = (name) => odoo.loader.modules.get(name);
const pause = (time) => new Promise((resolve) => browser.setTimeout(resolve, time));

/** What a hardware scanner does: it types, fast, and ends with Enter. */
function scan(text) {
    return {
        content: `scan ${text}`,
        trigger: "body",
        run() {
            for (const key of [...text, "Enter"]) {
                const options = {key, bubbles: true, cancelable: true};
                document.body.dispatchEvent(new KeyboardEvent("keydown", options));
            }
        },
    };
}

const start = () => ({content: "the kiosk is at its start", trigger: START});

const refused = () => ({
    content: "the refusal tells the name and not why",
    trigger: `${REFUSAL}:contains(Burak Çelik):contains(see HR)`,
    run({anchor}) {
        if (FORBIDDEN.test(anchor.innerText)) {
            throw new Error(`said too much: ${anchor.innerText}`);
        }
    },
});

const greeted = (name) => ({
    content: `${name} is greeted`,
    trigger: `.o_hr_attendance_kiosk_card:contains(Welcome):contains(${name})`,
});

const notified = (words) => ({
    content: `told: ${words}`,
    trigger: `.o_notification:contains(${words})`,
});

const chooseName = (name) => [
    {
        content: "identify manually",
        trigger: ".o_hr_kiosk_mode_bottom button:contains(Identify Manually)",
        run: "click",
    },
    {
        content: `choose ${name}`,
        trigger: `.o_hr_kiosk_manual_selection .card:contains(${name})`,
        run: "click",
    },
];

const type = (code) => [
    {content: "type a code", trigger: "input#o_hes_code", run: `edit ${code}`},
    {content: "send it", trigger: ".o_hes_refusal_send", run: "click"},
];

const pin = (digits) =>
    [...digits, "OK"].map((key) => ({
        content: `press ${key}`,
        trigger: `.o_hr_attendance_PINbox_button:contains(${key})`,
        run: "click",
    }));

const press = (words) => ({
    content: `press ${words}`,
    trigger: `.o_hr_kiosk_mode_bottom button:contains(${words})`,
    run: "click",
});

function add(name, steps) {
    tours.add(`hes_kiosk_${name}`, {steps: () => steps});
}

add("refused_by_badge", [
    scan("1002"),
    refused(),
    {
        content: "the same badge once more is no code",
        ...scan("1002"),
    },
    {
        trigger: "body:not(:has(.o_hes_refusal_message)) .o_hes_refusal_time",
    },
    start(),
    {content: "the refusal is gone", trigger: "body:not(:has(.o_hes_refusal))"},
]);

add("typing_pauses", [
    scan("1002"),
    {content: "begin to type", trigger: "input#o_hes_code", run: "edit G1"},
    {
        content: "it is still there long after the delay",
        trigger: REFUSAL,
        run: () => pause(2500),
    },
    {content: "give up", trigger: "input#o_hes_code", run: "clear"},
    start(),
]);

add("refused_by_name", [
    ...chooseName("Burak"),
    refused(),
    {
        content: "a name is no proof: no code is taken yet",
        trigger: ".o_hes_refusal:not(:has(input)) .o_hes_refusal_badge",
    },
    scan("1002"),
    {trigger: ".o_hes_refusal:not(:has(.o_hes_refusal_badge)) input#o_hes_code"},
    ...type(FRESH),
    greeted("Burak"),
]);

add("refused_by_pin", [
    ...chooseName("Burak"),
    ...pin("4711"),
    refused(),
    ...type("B1C2-3456-66"),
    {trigger: ".o_hes_refusal_message:contains(still not possible)"},
    refused(),
    ...type(FRESH),
    greeted("Burak"),
    press("OK"),
    start(),
]);

add("information", [
    scan("1002"),
    refused(),
    {trigger: ".o_hes_refusal:not(:has(.o_hes_refusal_information))"},
    {
        content: "fold the information out",
        trigger: ".o_hes_refusal_information_link",
        run: "click",
    },
    {
        content: "it is still there long after the delay",
        trigger: ".o_hes_refusal_information p:contains(Anadolu Tekstil)",
        run: () => pause(2500),
    },
    {
        content: "and fold it in",
        trigger: ".o_hes_refusal_information_link[aria-expanded=true]",
        run: "click",
    },
    {trigger: ".o_hes_refusal:not(:has(.o_hes_refusal_information))"},
    ...type(FRESH),
    greeted("Burak"),
]);

add("attempt_scanned", [
    scan("1002"),
    refused(),
    scan(`10000000146|${FRESH.replaceAll("-", "")}`),
    greeted("Burak"),
]);

add("unreadable", [
    scan("1002"),
    refused(),
    ...type("what is this?"),
    {trigger: ".o_hes_refusal_message:contains(not a HES code):contains(try again)"},
    {trigger: "body:not(:contains(still not possible))"},
    ...type(FRESH),
    greeted("Burak"),
]);

// The queue: Burak is refused, and the next person does not wait for his screen to end.

add("queue", [
    scanOn("us", "1002"),
    refused(),
    {content: "he begins to type", trigger: "input#o_hes_code", run: "edit G1"},
    {trigger: "input#o_hes_code", run: () => pause(300)},
    scanOn("us", "0012345678", "input#o_hes_code"),
    greeted("Ayşe"),
    {trigger: "body:not(:has(.o_hes_refusal))"},
]);

add("queue_refused", [
    scanOn("us", "0012345678"),
    {trigger: `${REFUSAL}:contains(Ayşe)`},
    ...type("what?"),
    {trigger: ".o_hes_refusal_message"},
    scanOn("us", "1002", "input#o_hes_code"),
    refused(),
    {
        content: "nothing of the one before is on the screen of the next",
        trigger:
            ".o_hes_refusal:not(:contains(Ayşe)):not(:has(.o_hes_refusal_message))",
    },
    scanOn("us", FRESH, "input#o_hes_code"),
    greeted("Burak"),
]);

add("queue_by_name", [
    ...chooseName("Burak"),
    {trigger: ".o_hes_refusal_badge"},
    scanOn("us", "0012345678"),
    greeted("Ayşe"),
]);

add("queue_no_attempt", [
    scanOn("us", "1002"),
    refused(),
    scanOn("us", "0012345678"),
    greeted("Ayşe"),
]);

add("queue_tab", [
    scanOn("us", "1002"),
    {
        content: "the next one's scanner ends with Tab",
        trigger: "input#o_hes_code",
        run({anchor}) {
            scanKeys("0012345678", "us", {target: anchor, end: "Tab"});
        },
    },
    greeted("Ayşe"),
]);

add("queue_while_asking", [
    scanOn("us", "1002"),
    refused(),
    ...type("C1D2-3456-44"),
    {trigger: ".o_hes_refusal_send:contains(One moment)"},
    scanOn("us", "0012345678", "input#o_hes_code"),
    greeted("Ayşe"),
]);

// A scanner of a US keyboard on computers with Turkish ones

const SCANNED = {
    written: FRESH,
    compact: FRESH.replaceAll("-", ""),
    qr: `10000000146|${FRESH.replaceAll("-", "")}`,
    label: `HES:${FRESH}`,
};
for (const host of ["turkishQ", "turkishF"]) {
    for (const [name, text] of Object.entries(SCANNED)) {
        add(`${host}_${name}`, [
            scanOn("us", "1002"),
            refused(),
            scanOn(host, text, "input#o_hes_code"),
            greeted("Burak"),
        ]);
    }
    add(`${host}_badge`, [scanOn(host, "i1b2c3"), greeted("Ayşe")]);
}

add("set_to_turkishF", [
    scanOn("turkishF", "EMP12", "body", "turkishF"),
    greeted("Ayşe"),
    press("OK"),
    scan("1002"),
    refused(),
    scanOn("turkishF", "EMP12", "input#o_hes_code", "turkishF"),
    {trigger: ".o_hr_attendance_kiosk_card:contains(Goodbye):contains(Ayşe)"},
    press("OK"),
    scan("1002"),
    refused(),
    scanOn("turkishF", FRESH, "input#o_hes_code", "turkishF"),
    greeted("Burak"),
]);

add("whole_badge", [
    {
        content: "a scanner that hesitates",
        trigger: START,
        async run() {
            const {barcodeService} = module("@barcodes/barcode_service");
            barcodeService.maxTimeBetweenKeysInMs = 1000; // slow test machines
            await scanHesitating("2100", 120);
        },
    },
    greeted("Ayşe"),
    press("OK"),
    {
        content: "another badge, and what the camera reads after it",
        trigger: START,
        async run() {
            const {scanned, scannedIntoField} = module(
                "@hes_code/scanner/scanner_keys"
            );
            scanKeys("100");
            const now = scanned("2100").badges;
            await pause(1200);
            const later = scannedIntoField("2100").badges;
            if (`${now} ${later}` !== "2100 2100") {
                throw new Error(`read as ${now} and ${later}`);
            }
        },
    },
    greeted("Çiğdem"),
    press("OK"),
    scan("1002"),
    {
        content: "a scanner that hesitates while a refusal is shown",
        trigger: "input#o_hes_code",
        async run({anchor}) {
            anchor.focus();
            await scanHesitating("2100", 120, anchor);
        },
    },
    {trigger: ".o_hr_attendance_kiosk_card:contains(Goodbye):contains(Ayşe)"},
]);

add("code_first", [
    scanOn("turkishF", `10000000146|${FRESH.replaceAll("-", "")}`),
    notified("scan your badge first"),
    {trigger: "body:not(:contains(G1H2)):not(:contains(1000000))"},
]);

add("too_many_tries", [
    scan("1002"),
    ...type(FRESH),
    {trigger: ".o_hes_refusal_message:contains(try again later)"},
    {
        content: "no code is taken any more",
        trigger: ".o_hes_refusal:not(:has(input))",
    },
    press("OK"),
    start(),
]);

add("no_attempt", [
    scan("1002"),
    refused(),
    {trigger: ".o_hes_refusal:not(:has(input)):not(:has(form))"},
]);

add("greetings", [
    scan("1003"),
    {trigger: ".o_hes_hint:contains(see HR)"},
    greeted("Çiğdem"),
    start(),
    scan("1001"),
    greeted("Ayşe"),
    {trigger: "body:not(:has(.o_hes_hint))"},
    start(),
]);

add("forgotten_by_name", [
    chooseName("Ayşe")[1],
    {trigger: ".o_hes_forgotten:contains(check in again):not(:contains(scan))"},
]);

add("denied_leaves", [
    scan("1001"),
    {trigger: ".o_hr_attendance_kiosk_card:contains(Goodbye):contains(Ayşe)"},
    {trigger: "body:not(:has(.o_hes_hint))"},
]);

add("server_fault", [
    ...chooseName("Ayşe"),
    notified("did not work"),
    {trigger: "body:not(:contains(private)):not(:has(.o_dialog))"},
    start(),
    ...chooseName("Burak"),
    start(),
]);

add("scanned_fault", [
    scan("1001"),
    notified("did not work"),
    {trigger: "body:not(:contains(private)):not(:has(.o_dialog))"},
    start(),
]);

add("tracked_fault", [
    {
        content: "the browser says where it is",
        trigger: "body",
        run() {
            const coords = {latitude: 41, longitude: 29};
            navigator.geolocation.getCurrentPosition = (found) => found({coords});
        },
    },
    ...chooseName("Ayşe"),
    notified("did not work"),
    start(),
    {
        content: "the browser does not say it",
        trigger: "body",
        run() {
            navigator.geolocation.getCurrentPosition = (found, failed) => failed({});
        },
    },
    ...chooseName("Ayşe"),
    start(),
]);

let send = null;
const unplug = () => ({
    content: "the connection is lost",
    trigger: "body",
    run() {
        send ||= rpc._rpc;
        rpc._rpc = (url) => Promise.reject(new ConnectionLostError(url));
    },
});
const plugIn = () => ({
    content: "the connection is back",
    trigger: "body",
    run() {
        rpc._rpc = send;
    },
});
const closeNotifications = () => ({
    content: "close what was told",
    trigger: "body",
    run() {
        document.querySelectorAll(".o_notification_close").forEach((it) => it.click());
    },
});

add("connection_lost", [
    unplug(),
    scan("1001"),
    notified("connection was lost"),
    closeNotifications(),
    press("Identify Manually"),
    notified("connection was lost"),
    plugIn(),
    {
        content: "the list comes by itself",
        trigger: ".o_hr_kiosk_manual_selection .card:contains(Burak)",
    },
    closeNotifications(),
    unplug(),
    {trigger: ".o_hr_kiosk_manual_selection .card:contains(Burak)", run: "click"},
    notified("connection was lost"),
    start(),
    plugIn(),
    scan("1002"),
    refused(),
    closeNotifications(),
    unplug(),
    ...type(FRESH),
    notified("connection was lost"),
    start(),
    plugIn(),
    scan("1001"),
    greeted("Ayşe"),
]);

// The screen of a refusal goes away while the code is being asked for: the information
// on it cannot be read.

let failInformation = null;
let tick = null;

const askForInformation = () => [
    {
        content: "the information is long in coming",
        trigger: "body",
        run() {
            send ||= rpc._rpc;
            rpc._rpc = (url, ...more) =>
                url.includes("hes_information")
                    ? new Promise((_resolve, reject) => {
                          failInformation = () => reject(new ConnectionLostError(url));
                      })
                    : send(url, ...more);
        },
    },
    {trigger: ".o_hes_refusal_information_link", run: "click"},
];
const loseScreen = () => [
    {trigger: "body", run: () => failInformation()},
    notified("connection was lost"),
    start(),
];
const asking = () => ({trigger: ".o_hes_refusal_send:contains(One moment)"});

add("kept_by_a_screen_that_is_gone", [
    scan("1002"),
    refused(),
    ...askForInformation(),
    ...type("C1D2-3456-44"),
    asking(),
    scanOn("us", FRESH, "input#o_hes_code"),
    ...loseScreen(),
    scan("1001"),
    {trigger: `${REFUSAL}:contains(Ayşe)`, run: () => pause(2000)},
    {trigger: `body:not(:has(.o_hes_refusal_message)) ${REFUSAL}:contains(Ayşe)`},
]);

add("stays_while_asking", [
    {
        content: "look for the clock of the refusal",
        trigger: "body",
        run() {
            const {setInterval} = browser;
            browser.setInterval = (action, time) => {
                tick = action;
                return setInterval(action, time);
            };
        },
    },
    scan("1002"),
    refused(),
    ...askForInformation(),
    ...type(FRESH),
    asking(),
    {
        content: "OK does nothing, and minutes pass",
        trigger: "body:has(.o_hes_refusal_back:disabled)",
        run() {
            for (let second = 0; second < 200; second++) {
                tick();
            }
        },
    },
    {trigger: "body", run: () => pause(300)},
    asking(),
    ...loseScreen(),
    greeted("Burak"),
]);

add("tapped_twice", [
    chooseName("Ayşe")[0],
    {
        content: "a second tap on what is in front, while the service is asked",
        trigger: ".o_hr_kiosk_manual_selection .card:contains(Ayşe)",
        async run({anchor}) {
            const {x, y, width, height} = anchor.getBoundingClientRect();
            for (let tap = 0; tap < 2; tap++) {
                document.elementFromPoint(x + width / 2, y + height / 2).click();
                await pause(500);
            }
        },
    },
    greeted("Ayşe"),
]);
