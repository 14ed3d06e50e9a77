import {attendanceListView} from "@hr_attendance/views/attendance_list_view";
import {patch} from "@web/core/utils/patch";
import {useBusReload} from "@hes_code/views/bus_reload";

class HesAttendanceListController extends attendanceListView.Controller {
    setup() {
        super.setup();
        useBusReload("hes_clearance_changed", () => {
            // somebody who is choosing rows must not lose what they chose
            if (!this.model.root?.selection.length) {
                this.model.load();
            }
        });
    }
}

patch(attendanceListView, {Controller: HesAttendanceListController});
