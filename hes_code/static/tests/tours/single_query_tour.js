import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

/** A hardware scanner types the whole text and presses Enter. */
function scan(text) {
    return ({anchor}) => {
        anchor.focus();
        anchor.value = text;
        anchor.dispatchEvent(new InputEvent("input", {bubbles: true}));
        anchor.dispatchEvent(
            new KeyboardEvent("keydown", {key: "Enter", bubbles: true})
        );
    };
}

registry.category("web_tour.tours").add("hes_single_query", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            trigger: '.o_app[data-menu-xmlid="hes_code.hes_code_menu_root"]',
            run: "click",
        },
        {
            trigger: 'button[data-menu-xmlid="hes_code.hes_code_menu_asking"]',
            run: "click",
        },
        {
            trigger: '[data-menu-xmlid="hes_code.hes_code_menu_single_query"]',
            run: "click",
        },
        {
            content: "scan somebody's QR code",
            trigger: ".o_field_widget[name=code] input",
            run: scan("9c41d0e7b2a85f63119e4d7c02b6fa58|B1C2345644"),
        },
        {
            content: "the card says that there is no such code",
            trigger: ".o_hes_card:contains(B1C2-3456-44):contains(Not Found)",
        },
        {
            content: "scan the next one at once",
            trigger: ".o_field_widget[name=code] input",
            run: scan("a4d7 1132 10"),
        },
        {
            trigger:
                ".o_hes_card:contains(A4D7-1132-10):contains(*****170):contains(Not Risky)",
        },
        {
            trigger: ".o_hes_card:contains(Nobody in the company)",
        },
        {
            content: "it is Ayşe's",
            trigger: ".o_field_widget[name=employee_id] input",
            run: "edit Ayşe",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains(Ayşe Işık)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=owner_check]:contains(Match)",
        },
        {
            trigger: "button[name=action_attach]:visible",
            run: "click",
        },
        {
            content: "the card names her",
            trigger: ".o_hes_card .o_field_widget[name=holder]:contains(Ayşe Işık)",
        },
        {
            trigger: 'button[data-menu-xmlid="hes_code.hes_code_menu_asking"]',
            run: "click",
        },
        {
            content: "the proof is among the queries",
            trigger: '[data-menu-xmlid="hes_code.hes_code_menu_queries"]',
            run: "click",
        },
        {
            trigger: ".o_data_row:eq(1)",
        },
    ],
});
