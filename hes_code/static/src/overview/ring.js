/* global Chart */

import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";
import {COLORS} from "@hes_code/views/status_colors";
import {formatInteger} from "@web/views/fields/formatters";
import {loadBundle} from "@web/core/assets";
import {user} from "@web/core/user";

/** A ring of numbers; what is painted is written beside it, as buttons. */
export class HesRing extends Component {
    static template = "hes_code.OverviewRing";
    static props = {title: String, numbers: Array, onOpen: Function};

    setup() {
        this.canvas = useRef("canvas");
        this.formatInteger = formatInteger;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.config);
                return () => chart.destroy();
            },
            () => [JSON.stringify(this.props.numbers)]
        );
    }

    /** Of a number whose key is `ring:value`. */
    color({key}) {
        return COLORS[key.split(":")[1]];
    }

    /** The share of the first number, the good one, in whole percent: 100 is all. */
    get share() {
        const total = this.props.numbers.reduce((sum, {count}) => sum + count, 0);
        const share = Math.floor((100 * this.props.numbers[0].count) / (total || 1));
        return (share / 100).toLocaleString(user.lang, {style: "percent"});
    }

    get config() {
        const {numbers, onOpen} = this.props;
        return {
            type: "doughnut",
            data: {
                labels: numbers.map(({label}) => label),
                datasets: [
                    {
                        data: numbers.map(({count}) => count),
                        backgroundColor: numbers.map(this.color),
                        borderWidth: 1,
                    },
                ],
            },
            options: {
                animation: false,
                cutout: "75%",
                maintainAspectRatio: false,
                onClick: (ev, [part]) => part && onOpen(numbers[part.index].key),
                plugins: {legend: {display: false}},
            },
        };
    }
}
