import {Component, onWillUnmount, useExternalListener, useState} from "@odoo/owl";
import {lastBurst} from "@hes_code/scanner/scanner_keys";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

/** After a scan, so long passes until it is sure that no Enter follows. */
const PAUSE = 500;
/** Examples that belong to nobody. */
const PICTURES = [
    {
        name: "qr",
        title: _t("QR Code"),
        text: "10000000146|A4D7113210",
        url: "/report/barcode/QR/10000000146%7CA4D7113210?width=240&height=240",
    },
    {
        name: "barcode",
        title: _t("Barcode"),
        text: "A4D7-1132-10",
        url: "/report/barcode/Code128/A4D7-1132-10?width=400&height=100",
    },
];

/** Shows whether a scanner and this computer understand each other. */
export class HesScannerTest extends Component {
    static template = "hes_code.ScannerTest";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.display = {controlPanel: {}};
        this.pictures = PICTURES;
        this.state = useState({read: {}, outcome: "", typed: "", hasEnter: true});
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev), {
            capture: true,
        });
        onWillUnmount(() => browser.clearTimeout(this.waiting));
    }

    onKeydown(ev) {
        browser.clearTimeout(this.waiting);
        if (["Enter", "Tab"].includes(ev.key)) {
            if (this.isScanning && lastBurst()) {
                ev.preventDefault();
                this.judge(lastBurst(), true);
            }
            this.isScanning = false;
        } else if (ev.key?.length === 1) {
            this.isScanning = true;
            this.waiting = browser.setTimeout(() => {
                this.isScanning = false;
                if (lastBurst()) {
                    this.judge(lastBurst(), false);
                }
            }, PAUSE);
        }
    }

    judge(burst, hasEnter) {
        const pictureOf = (reading) =>
            PICTURES.find(({text}) => text.toUpperCase() === reading.toUpperCase());
        const typed = pictureOf(burst.typed);
        const picture = typed || pictureOf(burst.meant);
        this.state.outcome = picture ? (typed ? "right" : "translated") : "wrong";
        this.state.typed = burst.typed;
        this.state.hasEnter = hasEnter;
        if (picture) {
            this.state.read[picture.name] = true;
        }
    }
}

registry.category("actions").add("hes_scanner_test", HesScannerTest);
