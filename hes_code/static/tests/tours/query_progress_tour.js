import {registry} from "@web/core/registry";

import {call} from "./tour_helpers";

const DONE = ".o_statusbar_status .o_arrow_button_current[data-value=done]";
const BAR = ".o_progressbar_value";

/** As an administrator does by the button of the scheduled action. */
async function runScheduledAction() {
    const crons = await call("ir.cron", "search", [[["name", "ilike", "HES: ask"]]]);
    await call("ir.cron", "method_direct_trigger", [crons]);
}

function steps(place) {
    return [
        {
            content: "nothing was asked yet",
            trigger: `${place} ${BAR}:contains(0)`,
            async run() {
                window.hesSamePage = true;
                await runScheduledAction();
            },
        },
        {
            content: "the bar moves by itself",
            trigger: `${place} ${BAR}:contains(50)`,
            async run() {
                // the pause of the service
                await new Promise((resolve) => setTimeout(resolve, 7000));
                await runScheduledAction();
            },
        },
        {
            content: "and comes to its end",
            trigger: `${place} ${BAR}:contains(100)`,
            run() {
                if (!window.hesSamePage) {
                    throw new Error("The page was loaded again.");
                }
            },
        },
    ];
}

registry.category("web_tour.tours").add("hes_query_form_moves", {
    steps: () => [
        ...steps(".o_form_view"),
        {content: "with the other numbers", trigger: `.o_form_view ${DONE}`},
        {
            content: "and the parts",
            trigger: "button[name=action_view_checks]:contains(4)",
        },
    ],
});

registry.category("web_tour.tours").add("hes_query_list_moves", {
    steps: () => [
        ...steps(".o_data_row"),
        {content: "with the state", trigger: ".o_data_row .badge:contains(Done)"},
    ],
});
