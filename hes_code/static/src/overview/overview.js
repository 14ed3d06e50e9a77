import {Component, onWillStart, useExternalListener, useState} from "@odoo/owl";
import {FileUploader} from "@web/views/fields/file_handler";
import {HesRing} from "./ring";
import {HesSetupPanel} from "./setup_panel";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useAnsweredAction} from "./answered_action";
import {useBusReload} from "@hes_code/views/bus_reload";
import {useService} from "@web/core/utils/hooks";

/** The first screen of HES officers. What it says comes from `hes.overview`. */
export class HesOverview extends Component {
    static template = "hes_code.Overview";
    static components = {FileUploader, HesRing, HesSetupPanel, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.openAnswered = useAnsweredAction();
        this.formatInteger = formatInteger;
        this.display = {controlPanel: {}};
        this.state = useState({numbers: {}, isAsking: false, asked: 0});
        onWillStart(() => this.load());
        useBusReload("hes_query_progress", () => this.loadQueries());
        useBusReload("hes_clearance_changed", () => this.load());
        useExternalListener(document, "visibilitychange", () => {
            if (document.visibilityState === "visible") {
                this.load();
            }
        });
    }

    call(method, args = []) {
        return this.orm.call("hes.overview", method, args);
    }

    async load() {
        this.state.numbers = await this.call("get_overview");
    }

    /** While a query runs, its progress alone is read again; at its end, all. */
    async loadQueries() {
        const queries = await this.call("get_queries");
        this.state.numbers.queries = queries;
        if (!queries.running.length) {
            await this.load();
        }
    }

    async open(key) {
        await this.openAnswered(await this.call("open_list", [key]));
    }

    openQuery(id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Query"),
            res_model: "hes.query",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async askEverybody() {
        this.state.isAsking = true;
        try {
            const action = await this.call("ask_everybody");
            if (action) {
                await this.openAnswered(action);
            } else {
                await this.load();
                this.state.asked++; // the set-up has one step less to do
            }
        } finally {
            this.state.isAsking = false;
        }
    }

    async upload({name, data}) {
        const args = [name, data];
        const action = await this.orm.call("hes.template.import", "upload", args);
        await this.openAnswered(action);
    }

    openTemplate() {
        this.action.doAction("hes_code.hes_template_import_action");
    }

    newVisit() {
        this.action.doAction("hes_code.hes_permit_action_visit", {viewType: "form"});
    }
}

registry.category("actions").add("hes_overview", HesOverview);
