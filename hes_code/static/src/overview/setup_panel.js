import {Component} from "@odoo/owl";

/** What is left to do before the gate can be switched on. */
export class HesSetupPanel extends Component {
    static template = "hes_code.SetupPanel";
    /** `onChange`: called when a step was done, so that the numbers are read again. */
    static props = {onChange: Function};
}
