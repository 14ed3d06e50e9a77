import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

/** The manual is for everybody, also for those who see nothing of the app. */
registry.category("user_menuitems").add("hes_manual", () => ({
    type: "item",
    id: "hes_manual",
    description: _t("HES Manual"),
    href: "/hes_code/manual",
    callback: () => browser.open("/hes_code/manual", "_blank", "noopener"),
    sequence: 25,
}));
