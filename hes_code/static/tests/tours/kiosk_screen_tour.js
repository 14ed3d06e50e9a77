import {ConnectionLostError, rpc} from "@web/core/network/rpc";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const START = ".o_mobile_barcode, .o_hr_kiosk_mode_bottom:contains(Identify Manually)";
const REFUSAL = ".o_hes_refusal [role=alert]";
const FRESH = "G1H2-3456-10";
const FORBIDDEN = /hes|risk|health|covid|sick|code/i;

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
        trigger: "body:not(:has(.o_hes_refusal_told)) .o_hes_refusal_time",
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
    scan("1001"),
    ...type(FRESH),
    {
        content: "somebody else's badge",
        trigger: ".o_hes_refusal_told:contains(does not fit)",
    },
    {trigger: ".o_hes_refusal_badge"},
    scan("1002"),
    ...type(FRESH),
    greeted("Burak"),
]);

add("refused_by_pin", [
    ...chooseName("Burak"),
    ...pin("4711"),
    refused(),
    ...type("B1C2-3456-66"),
    {trigger: ".o_hes_refusal_told:contains(still not possible)"},
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

add("second_look_scanned", [
    scan("1002"),
    refused(),
    scan(`10000000146|${FRESH.replaceAll("-", "")}`),
    greeted("Burak"),
]);

add("too_many_tries", [
    scan("1002"),
    ...type(FRESH),
    {trigger: ".o_hes_refusal_told:contains(try again later)"},
    {
        content: "no code is taken any more",
        trigger: ".o_hes_refusal:not(:has(input))",
    },
    press("OK"),
    start(),
]);

add("no_second_look", [
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
