import {formView} from "@web/views/form/form_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useBusReload} from "@hes_code/views/bus_reload";

class HesQueryFormController extends formView.Controller {
    setup() {
        super.setup();
        useBusReload(
            "hes_query_progress",
            async () => {
                // what somebody is typing must not be lost
                if (!(await this.model.root.isDirty())) {
                    await this.model.root.load();
                }
            },
            ({ids}) => ids.includes(this.model.root?.resId)
        );
    }

    /** A new query that nobody filled in is not kept when its page is left or hidden. */
    async isKept() {
        const query = this.model.root;
        return !query.isNew || (await query.isDirty());
    }

    async beforeUnload(ev) {
        if (await this.isKept()) {
            await super.beforeUnload(ev);
        }
    }

    async beforeVisibilityChange() {
        if (await this.isKept()) {
            await super.beforeVisibilityChange();
        }
    }
}

class HesQueryListController extends listView.Controller {
    setup() {
        super.setup();
        useBusReload(
            "hes_query_progress",
            () => this.model.load(),
            // a query that is not shown may be a new one; nor what somebody chose
            () => !this.model.root?.selection.length
        );
    }
}

registry
    .category("views")
    .add("hes_query_form", {...formView, Controller: HesQueryFormController})
    .add("hes_query_list", {...listView, Controller: HesQueryListController});
