import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

import {chooseFile} from "./tour_helpers";

const HEADERS = "<tr><th>HES Kodu</th><th>T.C. Kimlik No</th><th>Açıklama</th></tr>";
const PAGE = `<html><body>
    <h3>Riskli HES Kodu Listesi (Pozitif, Temaslı)</h3>
    <table>${HEADERS}
        <tr><td>B1C2-3456-66</td><td>*****350</td><td>Temaslı</td></tr>
    </table></body></html>`;

registry.category("web_tour.tours").add("hes_edevlet", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "open the HES app",
            trigger: '.o_app[data-menu-xmlid="hes_code.hes_code_menu_root"]',
            run: "click",
        },
        {
            trigger: 'button[data-menu-xmlid="hes_code.hes_code_menu_asking"]',
            run: "click",
        },
        {
            content: "open the groups",
            trigger: '[data-menu-xmlid="hes_code.hes_code_menu_query_groups"]',
            run: "click",
        },
        {
            content: "the bar tells its numbers in words, too",
            trigger: ".o_hes_status_bar:contains(2 not checked · 1 no code)",
        },
        {
            trigger: ".o_data_row td[name=name]:contains(Night shift)",
            run: "click",
        },
        {
            content: "ask for the group, which has no service",
            trigger: "button[name=action_query]:visible",
            run: "click",
        },
        {
            content: "the codes to upload can be downloaded",
            trigger: "button[name=action_download]:visible",
        },
        {
            trigger: "button[name=action_open_edevlet]:visible",
        },
        {
            content: "it was uploaded",
            trigger: "button[name=action_uploaded]:contains(I Have Uploaded It)",
            run: "click",
        },
        {
            content: "the query waits for the answer",
            trigger: ".alert-info:contains(Waits for e-Devlet)",
        },
        {
            trigger: "button[name=action_enter_answer]:visible",
            run: "click",
        },
        {
            content: "choose the saved page",
            trigger: ".o_field_widget[name=data] input[type=file]:not(:visible)",
            run: chooseFile(PAGE, "sonuc.html", "text/html"),
        },
        {
            content: "look at what was understood",
            trigger: "button[name=action_preview]:visible",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=line_ids] td[name=code]:contains(B1C2)",
        },
        {
            trigger: "span:contains(1 not risky) .o_field_widget[name=riskless_count]",
        },
        {
            content: "take it",
            trigger: "button[name=action_import]:visible",
            run: "click",
        },
        {
            trigger: ".alert-success:contains(Imported)",
        },
        {
            content: "the query holds the counts",
            trigger: "button[name=action_show_query]:visible",
            run: "click",
        },
        {
            trigger: "button[name=action_view_checks]:contains(Risky) span:contains(1)",
        },
        {
            trigger: ".o_arrow_button_current:contains(Done)",
        },
        {
            trigger: 'button[data-menu-xmlid="hes_code.hes_code_menu_asking"]',
            run: "click",
        },
        {
            content: "and so does the group",
            trigger: '[data-menu-xmlid="hes_code.hes_code_menu_query_groups"]',
            run: "click",
        },
        {
            trigger: ".o_hes_status_bar:contains(1 not risky · 1 risky · 1 no code)",
        },
    ],
});
