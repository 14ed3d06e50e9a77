import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

const ROW = ".o_data_row:contains(Ayşe)";
const FLAG = "button[name=action_open_hes_employee]";

function call(model, method, args) {
    return rpc(`/web/dataset/call_kw/${model}/${method}`, {
        model,
        method,
        args,
        kwargs: {},
    });
}

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
