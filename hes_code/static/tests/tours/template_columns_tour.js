import {registry} from "@web/core/registry";

import {chooseFile} from "./tour_helpers";

const LIST = [
    "Kim;Nerede;Onay",
    "Ayşe Işık;Dokuma;A4D7-1132-10",
    "Burak Çelik;Dokuma;B1C2-3456-66",
].join("\n");

/** Read the column with this header as something. */
function readAs(header, meaning) {
    const row = `.o_field_widget[name=column_ids] .o_data_row:contains(${header})`;
    return [
        {
            content: `choose what ${header} is`,
            trigger: `${row} td[name=meaning]`,
            run: "click",
        },
        {
            trigger: `${row} td[name=meaning] .o_select_menu input`,
            run: "click",
        },
        {
            trigger: `.o_select_menu_item:contains(/^${meaning}$/)`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("hes_template_columns", {
    steps: () => [
        {
            content: "choose a list with headers that nobody knows",
            trigger: ".o_field_widget[name=data] input[type=file]:not(:visible)",
            run: chooseFile(LIST, "liste.csv", "text/csv"),
        },
        {
            trigger: "button[name=action_preview]:visible",
            run: "click",
        },
        {
            content: "it is said what is missing",
            trigger: ".alert:contains(was not read)",
        },
        {
            content: "the columns are shown with what stands below them",
            trigger: ".o_field_widget[name=column_ids] td:contains(A4D7-1132-10)",
        },
        ...readAs("Kim", "Name"),
        ...readAs("Onay", "HES Code"),
        {
            content: "read it so",
            trigger: "button[name=action_choose_columns]:visible",
            run: "click",
        },
        {
            content: "the rows are there",
            trigger: ".o_field_widget[name=line_ids] td:contains(B1C2-3456-66)",
        },
        {
            trigger: "button[name=action_import]:visible",
            run: "click",
        },
        {
            trigger: ".alert-success:contains(Imported)",
        },
    ],
});
