import {attendanceListView} from "@hr_attendance/views/attendance_list_view";
import {onWillDestroy} from "@odoo/owl";
import {patch} from "@web/core/utils/patch";
import {useDebounced} from "@web/core/utils/timing";
import {useService} from "@web/core/utils/hooks";

/** Many answers may arrive at once: one reload for them. */
const PAUSE = 500;

class HesAttendanceListController extends attendanceListView.Controller {
    setup() {
        super.setup();
        const bus = useService("bus_service");
        const reload = useDebounced(() => this.hesReload(), PAUSE);
        const onChanged = () => reload();
        bus.subscribe("hes_clearance_changed", onChanged);
        onWillDestroy(() => bus.unsubscribe("hes_clearance_changed", onChanged));
    }

    hesReload() {
        // somebody who is choosing rows must not lose what they chose
        if (!this.model.root?.selection.length) {
            this.model.load();
        }
    }
}

patch(attendanceListView, {Controller: HesAttendanceListController});
