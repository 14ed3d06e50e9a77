import {COLORS} from "@hes_code/views/status_colors";
import {GraphRenderer} from "@web/views/graph/graph_renderer";
import {graphView} from "@web/views/graph/graph_view";
import {registry} from "@web/core/registry";

/** A graph whose bars and lines by status have the status's own colour. */
export class StatusGraphRenderer extends GraphRenderer {
    getBarChartData() {
        return this.paint(super.getBarChartData(), ["backgroundColor"]);
    }

    getLineChartData() {
        const names = ["borderColor", "pointBackgroundColor", "hoverBackgroundColor"];
        return this.paint(super.getLineChartData(), names);
    }

    paint(data, names) {
        const {fields, groupBy} = this.model.metaData;
        const field = fields[groupBy.at(-1)?.fieldName];
        const values = new Map(
            field?.selection?.map(([value, label]) => [label, value])
        );
        for (const dataset of data.datasets) {
            const color = COLORS[values.get(dataset.label)];
            for (const name of color ? names : []) {
                dataset[name] = color;
            }
        }
        return data;
    }
}

registry.category("views").add("hes_status_graph", {
    ...graphView,
    Renderer: StatusGraphRenderer,
});
