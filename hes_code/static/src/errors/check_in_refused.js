import {registry} from "@web/core/registry";

// The systray's button, a form and a list alike: the server's own words, no dialog.
registry
    .category("error_notifications")
    .add("odoo.addons.hes_code.exceptions.CheckInRefused", {type: "danger"});
