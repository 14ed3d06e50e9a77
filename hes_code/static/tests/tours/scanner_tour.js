import {registry} from "@web/core/registry";
import {scanKeys, scanOn} from "./scanner";

const tours = registry.category("web_tour.tours");
const ENTRY = ".o_field_widget[name=code] input";
const VISITOR = ".o_field_widget[name=hes_code_entry] input";
const QR = "10000000146|A4D7113210";

const asked = (code) => ({
    content: `the answer is about ${code}`,
    trigger: `.o_hes_card:contains(${code})`,
});

tours.add("hes_scanner_single_query", {
    steps: () => [
        scanOn("turkishF", "A4D7-1132-10", ENTRY),
        asked("A4D7-1132-10"),
        scanOn("turkishQ", "B1C2-3456-66", ENTRY),
        asked("B1C2-3456-66"),
        scanOn("turkishF", "B1C2345644", ENTRY), // no dashes: a code either way
        asked("B1C2-3456-44"),
        scanOn("turkishF", QR, ENTRY),
        asked("A4D7-1132-10"),
    ],
});

tours.add("hes_scanner_visit", {
    steps: () => [
        {trigger: ".o_list_button_add, .o_form_button_create", run: "click"},
        {
            trigger: ".o_field_widget[name=visitor_name] input",
            run: "edit Deniz Kaya",
        },
        scanOn("turkishF", QR, VISITOR),
        {
            trigger: VISITOR,
            run({anchor}) {
                if (anchor.value !== QR) {
                    throw new Error(`read as ${anchor.value}`);
                }
            },
        },
        {
            trigger: ".o_field_widget[name=host_id] input",
            run: "edit Ayşe",
        },
        {trigger: ".ui-autocomplete a:contains(Ayşe Işık)", run: "click"},
        {trigger: "button[name=action_approve]", run: "click"},
        {trigger: ".alert-warning:contains(Please see HR)"},
    ],
});

const picture = (name) => ({
    content: `the picture ${name} is drawn`,
    trigger: `.o_hes_scanner_test img[alt="${name}"]`,
    async run({anchor}) {
        await anchor.decode();
        if (!anchor.naturalWidth) {
            throw new Error("no picture");
        }
    },
});
const outcome = (words) => ({trigger: `.o_hes_scanner_outcome:contains(${words})`});

tours.add("hes_scanner_test", {
    steps: () => [
        picture("QR Code"),
        picture("Barcode"),
        scanOn("us", QR),
        outcome("set right"),
        {trigger: ".o_hes_scanner_qr:contains(Read):not(:contains(Not Read))"},
        {trigger: ".o_hes_scanner_barcode:contains(Not Read Yet)"},
        scanOn("turkishQ", "A4D7-1132-10"),
        outcome("A4D7*1132*10"),
        {trigger: ".alert-info:contains(read all the same)"},
        {trigger: ".o_hes_scanner_barcode:contains(Read):not(:contains(Not Read))"},
        scanOn("turkishF", QR),
        outcome("10000000146XU4E7113210"),
        {trigger: ".alert-info:contains(read all the same)"},
        scanOn("us", "A4D7/1132/10"),
        outcome("not what the pictures hold"),
        scanOn("turkishF", "A4D7-1132-10", "body", "turkishF"),
        outcome("set right"),
        {trigger: ".o_hes_scanner_test:not(:contains(press Enter))"},
        {
            content: "a scanner that does not press Enter",
            trigger: "body",
            run: () => scanKeys(QR, "us", {end: ""}),
        },
        {trigger: ".alert-warning:contains(does not press Enter)"},
        outcome("set right"),
    ],
});
