import {KioskManualSelection} from "@hr_attendance/components/manual_selection/manual_selection";
import {browser} from "@web/core/browser/browser";
import {onWillDestroy} from "@odoo/owl";
import {patch} from "@web/core/utils/patch";
import {useService} from "@web/core/utils/hooks";
import {wordsOf} from "@hes_code/public_kiosk/public_kiosk_app_patch";

const RETRY = 5000;

patch(KioskManualSelection.prototype, {
    setup() {
        super.setup();
        this.hesNotification = useService("notification");
        onWillDestroy(() => browser.clearTimeout(this.hesRetry));
    },

    /** An error here would take the whole kiosk down: it is asked again instead. */
    async _fetchEmployeeData() {
        browser.clearTimeout(this.hesRetry);
        try {
            await super._fetchEmployeeData();
        } catch (error) {
            this.hesNotification.add(wordsOf(error), {type: "danger"});
            this.hesRetry = browser.setTimeout(() => this._fetchEmployeeData(), RETRY);
        }
    },
});
