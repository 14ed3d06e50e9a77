import {registry} from "@web/core/registry";

function enter(name, code) {
    return [
        {
            content: "a new visit",
            trigger: ".o_list_button_add, .o_form_button_create",
            run: "click",
        },
        {
            content: "who comes",
            trigger: ".o_field_widget[name=visitor_name] input",
            run: `edit ${name}`,
        },
        {
            content: "the code is typed",
            trigger: ".o_field_widget[name=hes_code_entry] input",
            run: `edit ${code}`,
        },
        {
            content: "the host is found by name",
            trigger: ".o_field_widget[name=host_id] input",
            run: "edit Ayşe",
        },
        {
            trigger: ".ui-autocomplete a:contains(Ayşe Işık)",
            run: "click",
        },
        {
            content: "the only site is there already",
            trigger: ".o_field_widget[name=site_id] input:value(Headquarters)",
        },
        {
            content: "ask",
            trigger: "button[name=action_approve]",
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("hes_visit", {
    steps: () => [
        ...enter("Deniz Kaya", "a4d7 1132 10"),
        {trigger: ".alert-success:contains(Approved)"},
        {
            content: "the code is not shown again",
            trigger: ".o_form_view:not(:contains(1132))",
        },
        {trigger: "button[name=action_arrive]", run: "click"},
        {trigger: "button[name=action_leave]", run: "click"},
        {trigger: ".o_field_widget[name=left_at]:contains(:)"},
        ...enter("Umut Kaya", "B1C2-3456-66"),
        {
            content: "the screen says no, and not why",
            trigger:
                ".alert-danger:contains(This visit cannot be approved at the moment.)",
        },
        {
            content: "nor is anything for officers on it",
            trigger:
                ".o_form_view:not(:has([name=clearance_reason], [name=host_reason]))",
        },
    ],
});

registry.category("web_tour.tours").add("hes_journey_awaits", {
    steps: () => [
        {trigger: "button[name=action_approve]", run: "click"},
        {
            content: "the form says at once whom it waits for",
            trigger: ".alert-info:contains(are asked to confirm it first)",
        },
    ],
});
