import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** A click on what is there; `isActive` as in any tour. */
function click(trigger, content, isActive = []) {
    return {trigger, content, isActive, tooltipPosition: "bottom", run: "click"};
}

// The way of a list. Started by the set-up panel, for anybody who wants to see it.
registry.category("web_tour.tours").add("hes_code_main_job", {
    url: "/odoo/hes",
    steps: () => [
        click(
            ".o_hes_setup_codes",
            _t("Codes come in as an Excel list. Open it here.")
        ),
        click(
            "button[name=action_download_template]",
            _t(
                "Download the list: everybody is in it, only the codes are missing. Send it to the departments."
            )
        ),
        click(
            ".o_field_widget[name=data] .o_select_file_button",
            _t("When it is filled in, upload it here.")
        ),
        click(
            "button[name=action_preview]",
            _t("See what would be taken, and what is wrong with the rest.")
        ),
        click(
            "button[name=action_import]",
            _t("Take the good rows. The others come back as a list.")
        ),
        click(
            "[data-menu-xmlid='hes_code.hes_code_menu_overview']",
            _t("Back to the overview."),
            ["desktop"]
        ),
        click(".o_hes_setup_query", _t("Now ask the ministry about them."), [
            "desktop",
        ]),
    ],
});
