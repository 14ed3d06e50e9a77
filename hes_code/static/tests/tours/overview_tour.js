import {assertClicks, call, chooseFile, startClicks} from "./tour_helpers";
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const LIST = [
    "Sicil;Ad Soyad;HES Kodu",
    "1001;Ayşe Işık;A4D7-1132-10",
    "1002;Burak Çelik;B1C2-3456-66",
].join("\n");
const REASON = "td[name=hes_clearance_reason]:contains(Risky)";
const DENIED = `.o_data_row:contains(Burak Çelik) ${REASON}`;

/** As an administrator does by the button of the scheduled action. */
async function runScheduledAction() {
    const crons = await call("ir.cron", "search", [[["name", "ilike", "HES: ask"]]]);
    await call("ir.cron", "method_direct_trigger", [crons]);
}

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
            run: startClicks,
        },
        {
            trigger: ".o_hes_figure[data-key=denied]",
            run: "click",
        },
        {
            content: "and why is one click away",
            trigger: DENIED,
            run: () => assertClicks(1),
        },
        {
            content: "back to the overview",
            trigger: ".o_back_button a, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "a part of a ring opens its list",
            trigger: '.o_hes_ring .o_hes_figure[data-key="coverage:missing"]',
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Çiğdem Öz)",
        },
        {
            trigger: ".o_back_button a, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "nought opens an empty list, which says what belongs there",
            trigger: ".o_hes_figure[data-key=journeys]:contains(0)",
            run: "click",
        },
        {
            trigger:
                ".o_nocontent_help .o_view_nocontent_smiling_face:contains(Nothing waits for you)",
        },
        {
            trigger: ".o_back_button a, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "a new visit",
            trigger: ".o_hes_visit",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=visitor_name] input",
        },
    ],
});

registry.category("web_tour.tours").add("hes_overview_jobs", {
    steps: () => [
        {
            content: "a list is imported",
            trigger: ".o_hes_upload",
            run: startClicks,
        },
        {
            trigger: ".o_hes_upload",
            run: "click",
        },
        {
            trigger: ".o_hes_upload_input:not(:visible)",
            run: chooseFile(LIST, "liste.csv", "text/csv"),
        },
        {
            content: "what it would do is shown at once",
            trigger: "button[name=action_import]:visible",
            run: "click",
        },
        {
            trigger: ".alert-success:contains(Imported)",
            run: () => assertClicks(3),
        },
        {
            content: "its codes can be looked at",
            trigger: "button[name=action_show_codes]:visible",
            run: "click",
        },
        {
            trigger: ".o_data_row td[name=code]:contains(B1C2-3456-66)",
        },
        {
            trigger:
                '.o_menu_sections [data-menu-xmlid="hes_code.hes_code_menu_overview"]',
            run: "click",
        },
        {
            content: "nobody was asked for yet",
            trigger: '.o_hes_figure[data-key="freshness:never"]:contains(3)',
            run: startClicks,
        },
        {
            trigger: ".o_hes_ask",
            run: "click",
        },
        {
            content: "everybody is asked for by one click",
            trigger: ".o_hes_last:contains(2 of 2 answered, 1 risky)",
            run: () => assertClicks(1),
        },
        {
            content: "and the numbers follow",
            trigger: ".o_hes_figure[data-key=denied]:contains(1)",
        },
        {
            trigger: ".o_hes_last button",
            run: "click",
        },
        {
            content: "from the query, who may not come in",
            trigger: "button[name=action_view_denied]:visible",
            run: "click",
        },
        {
            trigger: DENIED,
        },
    ],
});

registry.category("web_tour.tours").add("hes_overview_after_import", {
    steps: () => [
        {
            trigger: ".o_hes_upload_input:not(:visible)",
            run: chooseFile(LIST, "liste.csv", "text/csv"),
        },
        {
            trigger: "button[name=action_import]:visible",
            run: "click",
        },
        {
            trigger: "button[name=action_ask]:visible",
            run: "click",
        },
        {
            content: "the codes of the list were asked for",
            trigger: "button[name=action_view_checks]:contains(Not Risky):contains(1)",
        },
        {
            trigger: "button[name=action_view_denied]:visible",
            run: "click",
        },
        {
            trigger: DENIED,
        },
    ],
});

const BAR = ".o_hes_running [role=progressbar]";

registry.category("web_tour.tours").add("hes_overview_moves", {
    steps: () => [
        {
            content: "nothing was asked yet",
            trigger: `${BAR}[aria-valuenow="0"]`,
            async run() {
                window.hesSamePage = true;
                await runScheduledAction();
            },
        },
        {
            content: "the bar moves by itself",
            trigger: `${BAR}[aria-valuenow="50"]`,
            async run() {
                // the pause of the service
                await new Promise((resolve) => setTimeout(resolve, 7000));
                await runScheduledAction();
            },
        },
        {
            content: "and comes to its end",
            trigger: ".o_hes_last:contains(4 of 4 answered)",
            run() {
                if (!window.hesSamePage) {
                    throw new Error("The page was loaded again.");
                }
            },
        },
    ],
});
