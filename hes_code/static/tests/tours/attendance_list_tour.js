import {registry} from "@web/core/registry";

import {call} from "./tour_helpers";

const ROW = ".o_data_row:contains(Ayşe)";
const FLAG = "button[name=action_open_hes_employee]";

registry.category("web_tour.tours").add("hes_attendance_list_reloads", {
    steps: () => [
        {
            content: "all attendances, without groups",
            trigger: ".o_searchview_facet .o_facet_remove",
            run: "click",
        },
        {
            content: "nothing is wrong with who is inside",
            trigger: `${ROW}:not(:has(${FLAG}))`,
            async run() {
                const codes = await call("hes.code", "search", [
                    [["employee_id.name", "=", "Ayşe Işık"]],
                ]);
                await call("hes.code", "action_check", [codes]);
            },
        },
        {content: "the list knows by itself", trigger: `${ROW} ${FLAG}`},
    ],
});
