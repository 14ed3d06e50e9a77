import {patch} from "@web/core/utils/patch";
import {systrayAttendance} from "@hr_attendance/components/attendance_menu/attendance_menu";
import {useService} from "@web/core/utils/hooks";

patch(systrayAttendance.Component.prototype, {
    setup() {
        super.setup();
        this.hesNotification = useService("notification");
    },

    /** The service may be asked before the answer, and the menu offers the check-in
     * until then: who presses once more would check out. */
    async signInOut() {
        if (this.hesIsUnderWay) {
            this.dropdown.close();
            return;
        }
        this.hesIsUnderWay = true;
        try {
            await super.signInOut();
        } finally {
            this.hesIsUnderWay = false;
        }
    },

    /** Who forgot to check out and meant to come in gets a notice, or is refused. */
    _searchReadEmployeeFill() {
        super._searchReadEmployeeFill();
        const {hes_notice, hes_refused} = this.employee || {};
        if (hes_notice) {
            const type = hes_refused ? "danger" : "warning";
            this.hesNotification.add(hes_notice, {type});
        }
    },
});
