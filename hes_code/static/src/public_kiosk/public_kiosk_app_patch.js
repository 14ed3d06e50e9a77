import {RPCError, rpc, rpcBus} from "@web/core/network/rpc";
import {KioskRefusal} from "@hes_code/public_kiosk/kiosk_refusal";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {isCode, scanned} from "@hes_code/scanner/scanner_keys";
import {isIosApp} from "@web/core/browser/feature_detection";
import kiosk from "@hr_attendance/public_kiosk/public_kiosk_app";
import {patch} from "@web/core/utils/patch";
import {useBus} from "@web/core/utils/hooks";

const {kioskAttendanceApp} = kiosk;
const PLACE_TIMEOUT = 10000;
const FOR_PEOPLE = ["odoo.exceptions.UserError", "odoo.exceptions.ValidationError"];

/** An error as a text for who stands before the kiosk. */
export function wordsOf(error) {
    if (!(error instanceof RPCError)) {
        return _t("The connection was lost. Please try again in a moment.");
    }
    if (FOR_PEOPLE.includes(error.exceptionName)) {
        return error.data.message;
    }
    return _t("This did not work. Please try again or see the person in charge.");
}

/** Where the kiosk is; nothing if the browser cannot or will not say it in time. */
function currentPlace() {
    return new Promise((resolve) => {
        browser.setTimeout(() => resolve({}), PLACE_TIMEOUT);
        browser.navigator.geolocation.getCurrentPosition(
            ({coords: {latitude, longitude}}) => resolve({latitude, longitude}),
            () => resolve({}),
            {enableHighAccuracy: true}
        );
    });
}

Object.assign(kioskAttendanceApp.components, {KioskRefusal});

patch(kioskAttendanceApp.prototype, {
    setup() {
        super.setup();
        useBus(rpcBus, "RPC:RESPONSE", ({detail}) => (this.hesError = detail.error));
    },

    get hesFacingMode() {
        return this.props.barcodeSource === "front" ? "user" : "environment";
    },

    switchDisplay(screen) {
        if (screen === "greet" && this.employeeData.hes_refused) {
            this.hesTurn = (this.hesTurn || 0) + 1; // a screen of its own for each
            this.employeeData.hesProof = this.hesProof;
            this.state.active_display = "hes_refused";
        } else {
            super.switchDisplay(screen);
        }
    },

    /** Stock shows everybody any fault of a scan in the server's words, and what was
     * scanned and is no badge: not if it is a code, and not before its other reading
     * was tried. */
    displayNotification(text) {
        const error = this.hesError;
        if (error?.data?.message === text) {
            super.displayNotification(wordsOf(error));
            return;
        }
        const barcode = this.hesProof?.barcode;
        const isUnknown = Boolean(barcode) && text.includes(barcode);
        if (isUnknown && this.hesOther) {
            this.hesOther.isDue = true;
            return;
        }
        const isShown = isUnknown && isCode(barcode);
        super.displayNotification(isShown ? _t("Please scan your badge first.") : text);
    },

    /** Stock leaves a kiosk dead or silent when a request fails: say so, go on. */
    async hesGuard(action) {
        const {employeeData} = this;
        try {
            return await action();
        } catch (error) {
            this.displayNotification(wordsOf(error));
            if (this.employeeData === employeeData) {
                this.kioskReturn(); // else it is somebody else's turn by now
            }
            return null;
        }
    },

    /** The same, and nothing can be tapped before the answer, which may wait for the
     * service: who taps their name once more would check out. */
    async hesAlone(action) {
        this.ui.block();
        try {
            return await this.hesGuard(action);
        } finally {
            this.ui.unblock();
        }
    },

    onBarcodeScanned(text) {
        return this.hesScan(scanned(text).badges);
    },

    /** Take a badge by its first reading, and by the other one if that is nobody's. */
    async hesScan([barcode, other]) {
        if (this.state.active_display !== "main" || this.lockScanner) {
            return;
        }
        this.hesProof = {barcode};
        this.hesOther = other && {isDue: false};
        await this.hesGuard(() => super.onBarcodeScanned(barcode));
        if (this.hesOther?.isDue) {
            await this.hesScan([other]);
        }
    },

    /** Somebody else's turn: a badge was scanned while a refusal was on the screen. */
    async hesNext(badges) {
        this.state.active_display = "main"; // there, stock takes badges
        await this.hesScan(badges);
        if (this.manualKioskMode && this.state.active_display === "main") {
            this.kioskReturn();
        }
    },

    kioskConfirm(employeeId) {
        return this.hesAlone(() => super.kioskConfirm(employeeId));
    },

    onManualSelection(employeeId, enteredPin) {
        this.hesProof = {employee_id: employeeId, pin_code: enteredPin};
        return this.hesAlone(() => super.onManualSelection(employeeId, enteredPin));
    },

    async makeRpcWithGeolocation(route, params) {
        // the promise of stock stays open for ever when its request fails
        const asks = this.props.deviceTrackingEnabled && !isIosApp();
        const answer =
            asks && browser.navigator.geolocation
                ? await rpc(route, {...params, ...(await currentPlace())})
                : await super.makeRpcWithGeolocation(route, params);
        // stock takes an answer without an attendance for a wrong PIN
        return answer?.hes_refused ? {...answer, attendance: {}} : answer;
    },

    async hesInformation() {
        const {token} = this.props;
        const shown = await this.hesGuard(() =>
            rpc("/hr_attendance/hes_information", {token})
        );
        this.hesWording = shown?.wording;
        return shown;
    },

    /** Somebody who was refused shows a fresh code; who they are, they have proven. */
    async hesAttempt(refused, {code, badges}, informed) {
        const params = {
            token: this.props.token,
            code,
            other_reading: badges.find((badge) => badge !== code),
            information_opened: informed,
            wording: this.hesWording,
            ...refused.hesProof,
        };
        const answer = await this.hesGuard(() =>
            this.makeRpcWithGeolocation("/hr_attendance/hes_attempt", params)
        );
        const isTheirTurn = this.employeeData === refused; // nobody came after them
        if (isTheirTurn && answer?.attendance && !answer.hes_refused) {
            this.employeeData = answer;
            this.switchDisplay("greet");
        }
        return answer;
    },
});
