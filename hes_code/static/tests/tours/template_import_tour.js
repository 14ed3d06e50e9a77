import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

import {chooseFile} from "./tour_helpers";

const LIST = [
    "Sicil;Ad Soyad;HES Kodu",
    "1001;Ayşe Işık;a4d7 1132 10",
    "1002;Burak Çelik;B1C2-3456-6",
    "9999;Kimse;C1D2-3456-78",
].join("\n");

registry.category("web_tour.tours").add("hes_template_import", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "open the HES app",
            trigger: '.o_app[data-menu-xmlid="hes_code.hes_code_menu_root"]',
            run: "click",
        },
        {
            trigger: 'button[data-menu-xmlid="hes_code.hes_code_menu_people"]',
            run: "click",
        },
        {
            content: "open the template",
            trigger: '[data-menu-xmlid="hes_code.hes_code_menu_template_import"]',
            run: "click",
        },
        {
            content: "the template can be downloaded",
            trigger: "button[name=action_download_template]:visible",
        },
        {
            content: "choose the list",
            trigger: ".o_field_widget[name=data] input[type=file]:not(:visible)",
            run: chooseFile(LIST, "liste.csv", "text/csv"),
        },
        {
            content: "look at the preview",
            trigger: "button[name=action_preview]:visible",
            run: "click",
        },
        {
            content: "a row of each kind is told",
            trigger: ".o_field_widget[name=rejected_line_ids] td:contains(ten letters)",
        },
        {
            trigger: ".o_field_widget[name=rejected_line_ids] td:contains(Nobody in)",
        },
        {
            content: "take the good row",
            trigger: "button[name=action_import]:visible",
            run: "click",
        },
        {
            content: "the others can be downloaded",
            trigger: ".alert-success:contains(Imported)",
        },
        {
            trigger: "button[name=action_download_errors]:visible",
        },
        {
            trigger: 'button[data-menu-xmlid="hes_code.hes_code_menu_people"]',
            run: "click",
        },
        {
            content: "the code is in the list",
            trigger: '[data-menu-xmlid="hes_code.hes_code_menu_codes"]',
            run: "click",
        },
        {
            trigger: ".o_data_row td[name=code]:contains(A4D7-1132-10)",
            run: "click",
        },
        {
            content: "ask for it",
            trigger: "button[name=action_check]:visible",
            run: "click",
        },
        {
            content: "the query holds the answer",
            trigger:
                "button[name=action_view_checks]:contains(Not Risky) span:contains(1)",
            run: "click",
        },
        {
            trigger: ".o_data_row td[name=masked_national_id]:contains(********170)",
        },
    ],
});
