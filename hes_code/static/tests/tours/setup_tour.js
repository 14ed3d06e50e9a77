import {registry} from "@web/core/registry";

import {chooseFile} from "./tour_helpers";

const LIST = [
    "Sicil;Ad Soyad;HES Kodu",
    "1001;Ayşe Işık;A4D7-1132-10",
    "1002;Burak Çelik;B1C2-3456-66",
].join("\n");

const step = (key) => `.o_hes_setup_step[data-step=${key}]`;
const done = (key) => ({
    content: `the step ${key} is done`,
    trigger: `${step(key)}.o_hes_setup_done .fa-check-circle`,
});
const open = (key, button = key) => ({
    content: `the step ${key} is open`,
    trigger: `${step(key)}:not(.o_hes_setup_done) .o_hes_setup_${button}`,
    run: "click",
});
const back = {
    content: "back to the overview",
    trigger: "[data-menu-xmlid='hes_code.hes_code_menu_overview']",
    run: "click",
};
const save = {trigger: ".o_form_button_save", run: "click"};
const saved = {trigger: ".o_form_saved"};

/** From a fresh installation to a gate that is on. */
registry.category("web_tour.tours").add("hes_setup", {
    url: "/odoo/hes",
    steps: () => [
        {trigger: ".o_hes_setup_progress:contains(0 / 6)"},
        open("rights"),
        {
            content: "who works here",
            trigger: ".o_data_row td[name=name]:contains(hes_plain)",
            run: "click",
        },
        {
            content: "give the right",
            trigger: ".o_form_label:contains(HES):not(:contains(Gate))",
            async run({anchor, click}) {
                await click(document.getElementById(anchor.htmlFor));
            },
        },
        {
            trigger: ".o_select_menu_item:contains(Officer)",
            run: "click",
        },
        save,
        saved,
        {
            content: "back by the breadcrumb",
            trigger: ".breadcrumb-item a:contains(Overview), .o_back_button",
            run: "click",
        },
        done("rights"),
        open("service"),
        {
            trigger: ".o_field_widget[name=username] input",
            run: "edit hes",
        },
        {
            trigger: ".o_field_widget[name=password] input",
            run: "edit hes",
        },
        save,
        saved,
        back,
        done("service"),
        {trigger: `${step("codes")}:contains(0 of 3)`},
        open("codes"),
        {
            trigger: ".o_field_widget[name=data] input[type=file]:not(:visible)",
            run: chooseFile(LIST, "liste.csv", "text/csv"),
        },
        {trigger: "button[name=action_preview]:visible", run: "click"},
        {trigger: "button[name=action_import]:visible", run: "click"},
        {trigger: ".alert-success:contains(Imported)"},
        back,
        done("codes"),
        {trigger: `${step("codes")}:contains(2 of 3)`},
        open("query"),
        {trigger: "button[name=action_start]:visible", run: "click"},
        {trigger: "button[name=action_view_checks]:visible:contains(Risky)"},
        back,
        done("query"),
        open("rules"),
        {trigger: ".o_form_view .o_field_widget[name=policy_risky]"},
        back,
        open("rules", "keep"),
        done("rules"),
        {
            content: "whom it will refuse",
            trigger: `${step("gate")} .o_hes_setup_denied:contains(1)`,
            run: "click",
        },
        {trigger: ".o_data_row:contains(Burak Çelik)"},
        {trigger: "body:not(:has(.o_data_row:contains(Ayşe Işık)))"},
        back,
        {
            content: "and who gets a hint",
            trigger: `${step("gate")} .o_hes_setup_warned:contains(1)`,
        },
        open("gate", "on"),
        {trigger: ".modal-body:contains(1 would be refused)"},
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {
            content: "all is done: the panel goes",
            trigger: ".o_hes_overview:not(:has(.o_hes_setup))",
        },
        {
            content: "and comes back from the menu",
            trigger: "button[data-menu-xmlid='hes_code.hes_code_menu_configuration']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='hes_code.hes_code_menu_setup']",
            run: "click",
        },
        {trigger: ".o_hes_setup_progress:contains(6 / 6)"},
        {trigger: ".o_hes_setup_hide", run: "click"},
        {trigger: ".o_hes_overview:not(:has(.o_hes_setup))"},
    ],
});

registry.category("web_tour.tours").add("hes_setup_of_officer", {
    url: "/odoo/hes",
    steps: () => [
        {trigger: ".o_hes_setup_progress:contains(0 / 2)"},
        {trigger: ".o_hes_setup:not(:has(.o_hes_setup_hide, .o_hes_sample_load))"},
        open("query"),
        {
            content: "without a service, the groups for e-Devlet",
            trigger: ".o_breadcrumb:contains(Query Groups)",
        },
        {trigger: ".o_view_nocontent_smiling_face:contains(No query groups yet)"},
    ],
});

registry.category("web_tour.tours").add("hes_sample_load", {
    url: "/odoo/hes",
    steps: () => [
        {
            trigger: ".o_hes_sample_load",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_hes_sample:contains(invented)"},
        {trigger: ".o_hes_figure[data-key=denied]:contains(3)"},
        {trigger: ".o_hes_figure[data-key=denied]", run: "click"},
        {trigger: ".o_data_row:contains((Sample))"},
        back,
        {
            trigger: ".o_hes_sample_remove",
            run: "click",
        },
        {
            trigger: ".modal-footer button:contains(Cancel)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_hes_sample_remove",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-danger:contains(Remove)",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_hes_sample_load"},
    ],
});
