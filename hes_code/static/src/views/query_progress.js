import {formView} from "@web/views/form/form_view";
import {listView} from "@web/views/list/list_view";
import {onWillDestroy} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** Milliseconds. A query may report many batches in a second: one look for them. */
const PAUSE = 500;

/**
 * Read again what is shown when a query has moved.
 *
 * @param {(ids: number[]) => boolean} isShown whether one of these queries is shown
 * @param {() => void} reload
 */
function useQueryProgress(isShown, reload) {
    const bus = useService("bus_service");
    let timer = null;
    const onProgress = ({ids}) => {
        if (timer === null && isShown(ids)) {
            timer = setTimeout(() => {
                timer = null;
                reload();
            }, PAUSE);
        }
    };
    bus.subscribe("hes_query_progress", onProgress);
    onWillDestroy(() => {
        bus.unsubscribe("hes_query_progress", onProgress);
        clearTimeout(timer);
    });
}

class HesQueryFormController extends formView.Controller {
    setup() {
        super.setup();
        useQueryProgress(
            (ids) => ids.includes(this.model.root?.resId),
            async () => {
                // what somebody is typing must not be lost
                if (!(await this.model.root.isDirty())) {
                    await this.model.root.load();
                }
            }
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
        useQueryProgress(
            // a query that is not shown may be a new one; nor what somebody chose
            () => !this.model.root?.selection.length,
            () => this.model.load()
        );
    }
}

registry
    .category("views")
    .add("hes_query_form", {...formView, Controller: HesQueryFormController})
    .add("hes_query_list", {...listView, Controller: HesQueryListController});
