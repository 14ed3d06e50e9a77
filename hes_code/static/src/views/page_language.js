import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

/**
 * The page says in which language it is: else browsers write the titles of groups, which
 * are in capitals, without the dots of the Turkish İ, and screen readers read English.
 */
registry.category("services").add("hes_page_language", {
    start() {
        if (user.lang) {
            document.documentElement.lang = user.lang;
        }
    },
});
