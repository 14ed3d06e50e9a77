import {registry} from "@web/core/registry";

const CODE = ".o_field_widget[name=hes_code] input";

const openProfile = () => [
    {
        content: "open the user menu",
        trigger: ".o_user_menu button",
        run: "click",
    },
    {
        content: "open one's own preferences",
        trigger: "[data-menu=preferences]",
        run: "click",
    },
    {
        content: "the page about HES",
        trigger: ".modal .nav-link[name=hes]",
        run: "click",
    },
];

registry.category("web_tour.tours").add("hes_own_profile", {
    url: "/odoo",
    steps: () => [
        ...openProfile(),
        {
            content: "the information is there where the code is entered",
            trigger:
                ".o_field_widget[name=hes_information] p:contains(Anadolu Tekstil)",
        },
        {
            content: "type a code with a slip",
            trigger: CODE,
            run: "edit a4d7 1132 1O",
        },
        {
            content: "leave the field",
            trigger: ".modal .nav-link[name=hes]",
            run: "click",
        },
        {
            content: "the slip is hinted at",
            trigger: ".o_field_widget[name=hes_code_hint]:contains(A4D7-1132-10)",
        },
        {
            content: "type it right",
            trigger: CODE,
            run: "edit a4d7 1132 10",
        },
        {
            content: "save",
            trigger: "button[name=preference_save]",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: "body:not(:has(.modal))"},
    ],
});

registry.category("web_tour.tours").add("hes_own_code_link", {
    url: "/odoo/hes-my-code",
    steps: () => [
        {
            content: "the code can be entered at once",
            trigger: CODE,
            run: "edit a4d7 1132 10",
        },
        {
            content: "save",
            trigger: ".o_form_button_save:visible",
            run: "click",
        },
        {trigger: "body:not(:has(.o_form_button_save:visible))"},
    ],
});

registry.category("web_tour.tours").add("hes_own_profile_history", {
    url: "/odoo",
    steps: () => [
        ...openProfile(),
        {
            content: "the code as it is written",
            trigger: `${CODE}:value(A4D7-1132-10)`,
        },
        {
            content: "one may come in",
            trigger: ".o_field_widget[name=hes_clearance]:contains(Cleared)",
        },
        {
            content: "the answers of the ministry",
            trigger: ".o_field_widget[name=hes_history] td:contains(Not Risky)",
        },
        {
            content: "the information was read with the code",
            trigger: ".modal:contains(Read on)",
        },
        {
            content: "all that is stored",
            trigger: "button[name=action_hes_stored]:visible",
        },
    ],
});
