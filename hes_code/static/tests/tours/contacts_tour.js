import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const CONTACT = ".o_field_widget[name=contact_ids] .o_data_row:contains(Burak)";

registry.category("web_tour.tours").add("hes_contacts", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "open the HES app",
            trigger: '.o_app[data-menu-xmlid="hes_code.hes_code_menu_root"]',
            run: "click",
        },
        {
            content: "open the contacts",
            trigger: '[data-menu-xmlid="hes_code.hes_code_menu_contacts"]',
            run: "click",
        },
        {
            content: "open the case of the risky person",
            trigger: ".o_data_row td[name=display_name]:contains(Ayşe)",
            run: "click",
        },
        {
            content: "the list is made when it is opened",
            trigger: `${CONTACT} td[name=hours]:contains(04:00)`,
        },
        {
            content: "it says what it is worth",
            trigger: ".alert-info:contains(may never have met)",
        },
        {
            content: "without an isolation rule, where one is entered",
            trigger: ".o_form_view .text-muted:contains(Isolation Rules)",
        },
        {
            content: "look at the days",
            trigger: ".nav-link[name=timeline]",
            run: "click",
        },
        {
            trigger: ".o_hes_timeline td.o_hes_met:contains(4)",
        },
        {
            trigger: ".nav-link[name=contacts]",
            run: "click",
        },
        {
            content: "notify everybody",
            trigger: "button[name=action_inform_all]",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: `${CONTACT} td[name=state]:contains(Informed)`,
        },
        {
            content: "ask for new checks",
            trigger: "button[name=action_check_all]",
            run: "click",
        },
        {
            trigger: "button[name=action_view_checks]:contains(Not Risky)",
        },
        {
            content: "back to the case",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item:contains(Ayşe) a",
            run: "click",
        },
        {
            trigger: `${CONTACT} td[name=state]:contains(Checked)`,
        },
        {
            content: "close it",
            trigger: ".o_form_statusbar button[name=action_close]",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Closed)",
        },
    ],
});
