import {markup} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";

/**
 * Open actions that methods answer with.
 *
 * Their help, what an empty list says, is HTML; the action service takes it for HTML
 * only in actions that it has loaded by itself or that a button has answered with.
 *
 * @returns {(action: Object) => Promise}
 */
export function useAnsweredAction() {
    const service = useService("action");
    return (action) =>
        service.doAction({...action, help: action.help && markup(action.help)});
}
