import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const PARTS = [
    {name: "riskless_count", color: "bg-success", label: _t("not risky")},
    {name: "risky_count", color: "bg-danger", label: _t("risky")},
    {name: "invalid_count", color: "bg-warning", label: _t("invalid")},
    {name: "unknown_count", color: "bg-info", label: _t("not checked")},
    {name: "missing_count", color: "bg-secondary", label: _t("no code")},
];

/** How many people of a group have which status: as a bar, and in words below it. */
export class HesStatusBarField extends Component {
    static template = "hes_code.StatusBarField";
    static props = {...standardFieldProps};

    get total() {
        return this.props.record.data[this.props.name];
    }

    get parts() {
        const {data} = this.props.record;
        return PARTS.filter(({name}) => data[name]).map((part) => ({
            ...part,
            text: `${data[part.name]} ${part.label}`,
            share: (100 * data[part.name]) / this.total,
        }));
    }

    get words() {
        return this.parts.map(({text}) => text).join(" · ");
    }
}

registry.category("fields").add("hes_status_bar", {
    component: HesStatusBarField,
    displayName: _t("HES Status Bar"),
    supportedTypes: ["integer"],
    fieldDependencies: PARTS.map(({name}) => ({name, type: "integer"})),
});
