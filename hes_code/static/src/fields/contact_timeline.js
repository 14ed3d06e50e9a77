import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/core/utils/numbers";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;
/** So many hours together have the darkest shade. */
const DARKEST = 8;

/** Days × people: how many hours each spent near the risky person. */
export class ContactTimeline extends Component {
    static template = "hes_code.ContactTimeline";
    static props = {...standardFieldProps};

    get timeline() {
        return this.props.record.data[this.props.name] || {days: [], people: []};
    }

    get days() {
        return this.timeline.days.map((day) => DateTime.fromISO(day));
    }

    get leftOut() {
        return _t("%s more people are in the list.", this.timeline.left_out);
    }

    dayName(day) {
        return day.toLocaleString({day: "numeric", month: "short"});
    }

    hours(value) {
        return value ? formatFloat(value, {digits: [16, 1]}) : "";
    }

    title(person, index) {
        return _t("%(name)s, %(day)s: %(hours)s hours together", {
            name: person.name,
            day: this.days[index].toLocaleString(DateTime.DATE_FULL),
            hours: this.hours(person.hours[index]),
        });
    }

    shade(value) {
        const part = Math.min(value / DARKEST, 1);
        return value ? `--hes-shade: ${Math.round(12 + 40 * part)}%` : "";
    }
}

registry.category("fields").add("hes_contact_timeline", {
    component: ContactTimeline,
    supportedTypes: ["json"],
});
