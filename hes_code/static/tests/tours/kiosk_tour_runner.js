import {TourAutomatic} from "@web_tour/js/tour_automatic/tour_automatic";
import {registry} from "@web/core/registry";
import {tourState} from "@web_tour/js/tour_state";

// The kiosk is a page of its own, without the service that starts tours elsewhere.

odoo.hesIsTourReady = () =>
    Boolean(document.querySelector(".o_hr_attendance_kiosk_mode > *"));

odoo.hesStartTour = (name) => {
    const tour = registry.category("web_tour.tours").get(name);
    tourState.setCurrentConfig({debug: false, stepDelay: 0, mode: "auto"});
    tourState.setCurrentTour(name);
    tourState.setCurrentIndex(0);
    new TourAutomatic({...tour, name, steps: tour.steps()}).start();
};
