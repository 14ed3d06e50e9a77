import {patch} from "@web/core/utils/patch";
import {systrayAttendance} from "@hr_attendance/components/attendance_menu/attendance_menu";
import {useService} from "@web/core/utils/hooks";

patch(systrayAttendance.Component.prototype, {
    setup() {
        super.setup();
        this.hesNotification = useService("notification");
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
