import {Component, markup, onWillDestroy, status, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {scanBarcode} from "@web/core/barcode/barcode_dialog";
import {isBarcodeScannerSupported} from "@web/core/barcode/barcode_video_scanner";
import {
    isCode,
    lastBurst,
    scanned,
    scannedIntoField,
} from "@hes_code/scanner/scanner_keys";
import {useAutofocus, useBus, useService} from "@web/core/utils/hooks";

/** The screen goes away after so long, whatever happens on it but a request. */
const LIMIT = 60000;
const READING = 3 * LIMIT;
const TICK = 1000;

/**
 * Shows somebody that they cannot check in, and lets them show a fresh code. Who
 * scans a badge meanwhile is next.
 */
export class KioskRefusal extends Component {
    static template = "hes_code.KioskRefusal";
    static props = {
        employeeData: {type: Object},
        badge: {type: String, optional: true},
        facingMode: {type: String},
        onInformation: {type: Function},
        onAttempt: {type: Function},
        onBadge: {type: Function},
        kioskReturn: {type: Function},
    };

    setup() {
        this.barcode = useService("barcode");
        this.dialog = useService("dialog");
        this.delay = Math.max(this.props.employeeData.kiosk_delay, TICK);
        this.limit = Math.max(this.delay, LIMIT);
        this.hasCamera = isBarcodeScannerSupported();
        this.state = useState({
            code: "",
            busy: false,
            offered: this.props.employeeData.attempt,
            message: "",
            information: "",
            isInformationOpen: false,
            left: this.delay,
        });
        this.waiting = null;
        this.input = useAutofocus({refName: "code"});
        useBus(this.barcode.bus, "barcode_scanned", (ev) =>
            this.onScanned(scanned(ev.detail.barcode))
        );
        const ticking = browser.setInterval(() => this.tick(), TICK);
        onWillDestroy(() => {
            browser.clearInterval(ticking);
            this.dialog.closeAll();
        });
    }

    /** Who chose a name without a PIN has proven nothing yet. */
    get needsBadge() {
        return !this.props.employeeData.use_pin && !this.props.badge;
    }

    get partLeft() {
        const whole = this.state.isInformationOpen ? READING : this.delay;
        return Math.min(1, this.state.left / whole);
    }

    tick() {
        if (this.state.busy) {
            return; // the answer is for who stands here; the request has a time-out
        }
        this.limit -= TICK;
        if (!this.state.code) {
            this.state.left -= TICK;
        }
        if (this.state.left <= 0 || this.limit <= 0) {
            this.props.kioskReturn();
        }
    }

    /** From now on, the whole delay again. */
    stay() {
        this.state.left = this.delay;
    }

    /** Take what {@link scanned} gives: a code, or the badge of the next person. */
    onScanned(scan) {
        if (status(this) === "destroyed") {
            return;
        }
        if (this.state.busy) {
            this.waiting = scan;
        } else if (!this.state.offered || this.needsBadge) {
            this.props.onBadge(scan.badges);
        } else if (!scan.badges.includes(this.props.badge)) {
            this.send(scan);
        }
    }

    async onCamera() {
        this.state.left = this.limit;
        try {
            const text = await scanBarcode(this.env, this.props.facingMode);
            this.onScanned(scanned(text));
        } catch (error) {
            this.state.message = error.message;
        }
    }

    /** Folds the information out or in; it takes time to read. */
    async onInformation() {
        const isOpen = !this.state.isInformationOpen;
        if (isOpen && !this.state.information) {
            const answer = await this.props.onInformation();
            this.state.information = markup(answer?.information || "");
        }
        this.state.isInformationOpen = isOpen && Boolean(this.state.information);
        this.limit = READING;
        this.state.left = isOpen ? READING : this.delay;
    }

    /** A scanner that ends with Tab; who moves on by it has not typed so fast. */
    onKeydown(ev) {
        if (ev.key === "Tab" && lastBurst()) {
            ev.preventDefault();
            this.onSubmit();
        }
    }

    onSubmit() {
        const scan = scannedIntoField(this.state.code);
        this.state.code = "";
        this.input.el.value = ""; // a scanner is faster than the next drawing
        if (scan.code) {
            this.onScanned(scan);
        }
    }

    async send(scan) {
        this.state.busy = true;
        this.state.message = "";
        const informed = Boolean(this.state.information);
        const {employeeData, onAttempt} = this.props;
        const answer = await onAttempt(employeeData, scan, informed);
        this.state.busy = false;
        if (!answer || answer.attendance_state || status(this) === "destroyed") {
            return; // another screen is there by now
        }
        this.stay();
        const isWord = (text) => /^[A-Za-z0-9]+$/.test(text) && !isCode(text);
        if (answer.hes_badge || (answer.wait && scan.badges.some(isWord))) {
            this.props.onBadge(scan.badges);
            return;
        }
        this.state.message = this.messageOf(answer);
        const next = this.waiting;
        this.waiting = null;
        if (next) {
            this.onScanned(next);
        }
    }

    messageOf(answer) {
        if (answer.wait) {
            this.state.offered = false;
            return _t("Please try again later.");
        }
        if (answer.unreadable) {
            return _t("This is not a HES code. Please try again.");
        }
        return _t("Thank you. Check-in is still not possible.");
    }
}
