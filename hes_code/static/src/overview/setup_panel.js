import {Component, onWillStart, useState} from "@odoo/owl";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {cookie} from "@web/core/browser/cookie";
import {useAnsweredAction} from "./answered_action";
import {useService} from "@web/core/utils/hooks";

/**
 * What is left to do before the gate can be switched on, of the first company that is
 * chosen. What is done, and who does it, comes from `hes.setup`.
 */
export class HesSetupPanel extends Component {
    static template = "hes_code.SetupPanel";
    /** `onChange`: called when a step was done, so that the numbers are read again. */
    static props = {onChange: Function};

    setup() {
        this.orm = useService("orm");
        this.openAnswered = useAnsweredAction();
        this.dialog = useService("dialog");
        this.tour = useService("tour_service");
        this.ui = useService("ui");
        this.state = useState({steps: []});
        this.titles = {
            rights: _t("Who Does It"),
            service: _t("How You Ask"),
            codes: _t("Collect Codes"),
            query: _t("First Query"),
            rules: _t("Rules"),
            gate: _t("The Gate"),
        };
        this.texts = {
            rights: _t("HR needs the right HES: Officer, which administrators give."),
            codes: _t(
                "Send the Excel list out and upload it when it is back; or have people give their code on the public page, under Rules."
            ),
            gate: _t("Nobody is refused before it is on; leaving never is."),
        };
        onWillStart(() => this.load());
    }

    async load() {
        Object.assign(this.state, await this.orm.call("hes.setup", "get_panel", []));
    }

    get doneCount() {
        return this.state.steps.filter((step) => step.done).length;
    }

    /** The step that comes next: its button stands out. */
    get nextKey() {
        return this.state.steps.find((step) => !step.done)?.key;
    }

    /** The buttons of a step, the usual one first. */
    buttons({key, done}) {
        const opens = (place, label, main = true) => ({
            key: place,
            label,
            main,
            run: () => this.open(place),
        });
        const all = {
            rights: this.state.gives_rights ? [opens("rights", _t("Give Rights"))] : [],
            service: [
                opens("service", _t("Set Up the Service")),
                opens("edevlet", _t("Use e-Devlet"), false),
            ],
            codes: [
                opens("codes", _t("Open the List")),
                ...(this.state.manager
                    ? [opens("people", _t("Ask by Poster"), false)]
                    : []),
            ],
            query: [opens("query", _t("Ask"))],
            rules: [opens("rules", _t("See the Rules"))],
            gate: [],
        };
        if (key === "rules" && !done) {
            const keep = () => this.change("keep_rules");
            all.rules.push({key: "keep", label: _t("Keep Them"), run: keep});
        }
        if (key === "gate" && !done) {
            const run = () => this.switchOn();
            all.gate.push({key: "on", label: _t("Switch On"), main: true, run});
        }
        return all[key];
    }

    async open(place) {
        const action = await this.orm.call("hes.setup", "action_open", [place]);
        await this.openAnswered(action);
    }

    async change(method) {
        await this.orm.call("hes.setup", method, []);
        await this.load();
        this.props.onChange();
    }

    switchOn() {
        const {denied, warned} = this.state.counts;
        this.dialog.add(ConfirmationDialog, {
            title: _t("Switch the Gate On"),
            body: _t(
                "As of now, %(denied)s would be refused at their next check-in, and %(warned)s let in with a hint. From then on, a code that belongs to somebody else is refused, too. Checking out is never refused.",
                {denied, warned}
            ),
            confirmLabel: _t("Switch On"),
            confirm: () => this.change("switch_on"),
            cancel: () => undefined,
        });
    }

    startTour() {
        this.tour.startTour("hes_code_main_job", {
            mode: "manual",
            redirect: false,
            rainbowManMessage: _t("That is all. Next time it takes three clicks."),
        });
    }

    removeSample() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Remove the Sample Data"),
            body: _t(
                "The sample company goes, with everything that was entered in it. This cannot be undone."
            ),
            confirmLabel: _t("Remove"),
            confirmClass: "btn-danger",
            confirm: () => this.sample("remove"),
            cancel: () => undefined,
        });
    }

    /** Load the sample company and work in it, or remove it and go home. */
    async sample(method) {
        this.ui.block();
        try {
            const companyId = await this.orm.call("hes.sample", method, []);
            if (companyId) {
                cookie.set("cids", String(companyId));
            } else {
                cookie.delete("cids");
            }
        } finally {
            this.ui.unblock();
        }
        browser.location.reload();
    }
}
