import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

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

const checkIn = () => [
    {content: "open the menu", trigger: `${MENU}.text-danger`, run: "click"},
    {
        content: "check in",
        trigger: ".o_att_menu_container button:contains(Check in)",
        run: "click",
    },
    {trigger: "body:not(:has(.o_att_menu_container))"},
];

registry.category("web_tour.tours").add("hes_systray_pressed_twice", {
    steps: () => [
        {
            content: "the menu has what is stored, also while the service is asked",
            trigger: MENU,
            async run() {
                const stored = await rpc("/hr_attendance/attendance_user_data");
                const send = rpc._rpc;
                rpc._rpc = (url, ...more) =>
                    url.includes("attendance_user_data")
                        ? Promise.resolve(stored)
                        : send(url, ...more);
            },
        },
        ...checkIn(),
        ...checkIn(),
        {content: "inside", trigger: `${MENU}:not(.text-danger)`},
    ],
});
