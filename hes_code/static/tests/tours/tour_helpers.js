import {rpc} from "@web/core/network/rpc";

/** Call a method of a model as the person whose tour it is. */
export function call(model, method, args) {
    return rpc(`/web/dataset/call_kw/${model}/${method}`, {
        model,
        method,
        args,
        kwargs: {},
    });
}

/** A step's `run`: choose a file of this content, as a person would in the dialog. */
export function chooseFile(content, name, type) {
    return ({anchor}) => {
        const files = new DataTransfer();
        files.items.add(new File([content], name, {type}));
        anchor.files = files.files;
        anchor.dispatchEvent(new Event("change", {bubbles: true}));
    };
}

/** Count the clicks of a person from now on; choosing a file is one of them. */
export function startClicks() {
    if (window.hesClicks === undefined) {
        document.addEventListener("click", () => window.hesClicks++, {capture: true});
    }
    window.hesClicks = 0;
}

/** Fail if there were more clicks than `most`. */
export function assertClicks(most) {
    if (window.hesClicks > most) {
        throw new Error(`${window.hesClicks} clicks, and ${most} should do.`);
    }
}
