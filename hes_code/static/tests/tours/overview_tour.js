import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("hes_overview", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "the app begins with the overview",
            trigger: '.o_app[data-menu-xmlid="hes_code.hes_code_menu_root"]',
            run: "click",
        },
        {
            content: "who may not come in",
            trigger: ".o_hes_figure[data-key=denied]:contains(1)",
            run: "click",
        },
        {
            content: "is one click away",
            trigger:
                ".o_data_row:contains(Burak Çelik) td[name=hes_clearance_reason]:contains(Risky)",
        },
    ],
});
