import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** What a hardware scanner does: it types, fast, and ends with Enter. */
const scan = (text) => ({
    content: `scan ${text}`,
    trigger: "body",
    run() {
        for (const key of [...text, "Enter"]) {
            const options = {key, bubbles: true, cancelable: true};
            document.body.dispatchEvent(new KeyboardEvent("keydown", options));
        }
    },
});

tours.add("hes_certificate_refused", {
    steps: () => [
        {content: "the kiosk is at its start", trigger: ".o_mobile_barcode"},
        scan("1001"),
        {
            content: "refused, and not told why",
            trigger: ".o_hes_refusal [role=alert]:contains(see HR)",
            run({anchor}) {
                if (/certif|training|safety|belge/i.test(anchor.innerText)) {
                    throw new Error(`said too much: ${anchor.innerText}`);
                }
            },
        },
    ],
});

tours.add("hes_certificate_entered", {
    steps: () => [
        {
            content: "the certifications of the person",
            trigger: ".nav-link[name=certification]",
            run: "click",
        },
        {
            content: "enter one",
            trigger:
                ".o_field_widget[name=certification_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "it is the required one, from today on",
            trigger: ".modal .o_field_widget[name=valid_from]",
        },
        {content: "done", trigger: ".modal .o_form_button_save", run: "click"},
        {
            content: "the line is there",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=certification_ids] .o_data_row",
        },
        {content: "save", trigger: ".o_form_button_save:not(:hidden)", run: "click"},
        {content: "saved", trigger: ".o_form_saved"},
    ],
});

tours.add("hes_certificate_greeted", {
    steps: () => [
        {content: "the kiosk is at its start", trigger: ".o_mobile_barcode"},
        scan("1001"),
        {
            content: "greeted",
            trigger: ".o_hr_attendance_kiosk_card:contains(Welcome):contains(Ayşe)",
        },
    ],
});
