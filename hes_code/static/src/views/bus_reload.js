import {onWillDestroy} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";

/** Milliseconds. Many messages may come in a second: one look for them. */
const PAUSE = 500;

/**
 * Read again what is shown soon after messages of the bus, once for all that come
 * meanwhile.
 *
 * @param {String} message
 * @param {() => void} reload
 * @param {(payload: Object) => boolean} isShown whether a message is about what is shown
 */
export function useBusReload(message, reload, isShown = () => true) {
    const bus = useService("bus_service");
    let timer = null;
    const onMessage = (payload) => {
        if (timer === null && isShown(payload)) {
            timer = setTimeout(() => {
                timer = null;
                reload();
            }, PAUSE);
        }
    };
    bus.subscribe(message, onMessage);
    onWillDestroy(() => {
        bus.unsubscribe(message, onMessage);
        clearTimeout(timer);
    });
}
