import {CharField, charField} from "@web/views/fields/char/char_field";
import {_t} from "@web/core/l10n/translation";
import {isBarcodeScannerSupported} from "@web/core/barcode/barcode_video_scanner";
import {pick} from "@web/core/utils/objects";
import {registry} from "@web/core/registry";
import {scanBarcode} from "@web/core/barcode/barcode_dialog";
import {scannedIntoField} from "@hes_code/scanner/scanner_keys";
import {useService} from "@web/core/utils/hooks";

/**
 * A code that is typed, pasted or scanned. A hardware scanner types and presses Enter
 * or Tab; Enter and the camera run the method that the option `action` names.
 */
export class HesScanField extends CharField {
    static template = "hes_code.ScanField";
    static props = {...CharField.props, action: {type: String, optional: true}};

    setup() {
        super.setup();
        this.notification = useService("notification");
        this.hasCamera = isBarcodeScannerSupported();
    }

    async onKeydown(ev) {
        if (["Enter", "Tab"].includes(ev.key)) {
            ev.target.value = scannedIntoField(ev.target.value).code;
        }
        if (ev.key === "Enter") {
            ev.preventDefault();
            await this.take(ev.target.value);
        }
    }

    async onCamera() {
        try {
            await this.take(await scanBarcode(this.env));
        } catch (error) {
            this.notification.add(error.message || _t("Please scan again."), {
                type: "warning",
            });
        }
    }

    async take(text) {
        const {record, name, action} = this.props;
        await record.update({[name]: this.parse(text)});
        if (action && text) {
            await this.env.onClickViewButton({
                clickParams: {name: action, type: "object"},
                getResParams: () =>
                    pick(
                        record,
                        "context",
                        "evalContext",
                        "resModel",
                        "resId",
                        "resIds"
                    ),
            });
            this.input.el?.select();
        }
    }
}

registry.category("fields").add("hes_scan", {
    ...charField,
    component: HesScanField,
    displayName: _t("HES code, typed or scanned"),
    supportedTypes: ["char"],
    extractProps: (params) => ({
        ...charField.extractProps(params),
        action: params.options.action,
    }),
});
