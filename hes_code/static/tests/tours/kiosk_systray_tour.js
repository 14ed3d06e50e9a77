import {registry} from "@web/core/registry";

const MENU = ".o_menu_systray .fa-circle[aria-label=Attendance]";

registry.category("web_tour.tours").add("hes_systray_refused", {
    url: "/odoo",
    steps: () => [
        {
            content: "the browser says where it is, if it is asked",
            trigger: "body",
            run() {
                const coords = {latitude: 41, longitude: 29};
                navigator.geolocation.getCurrentPosition = (found) => found({coords});
            },
        },
        {content: "open the menu", trigger: `${MENU}.text-danger`, run: "click"},
        {
            content: "check in",
            trigger: ".o_att_menu_container button:contains(Check in)",
            run: "click",
        },
        {
            content: "a sentence, no dialog",
            trigger: ".o_notification:has(.bg-danger):contains(see HR)",
        },
        {trigger: "body:not(:has(.o_dialog))"},
        {content: "open it again", trigger: `${MENU}.text-danger`, run: "click"},
        {
            content: "the button is as it was",
            trigger: ".o_att_menu_container button:contains(Check in)",
        },
    ],
});
