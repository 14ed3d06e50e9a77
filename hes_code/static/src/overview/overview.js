import {Component, onWillStart, useState} from "@odoo/owl";
import {HesSetupPanel} from "./setup_panel";
import {Layout} from "@web/search/layout";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/** The first screen of HES officers. What it says comes from `hes.overview`. */
export class HesOverview extends Component {
    static template = "hes_code.Overview";
    static components = {HesSetupPanel, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.state = useState({numbers: {}});
        onWillStart(() => this.load());
    }

    async load() {
        this.state.numbers = await this.orm.call("hes.overview", "get_overview", []);
    }

    async open(key) {
        this.action.doAction(await this.orm.call("hes.overview", "open_list", [key]));
    }
}

registry.category("actions").add("hes_overview", HesOverview);
