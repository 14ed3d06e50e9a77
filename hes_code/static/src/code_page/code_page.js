// Copyright 2026 hes_code contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

/* global ZXing */

// A plain script: the public page has no other code of the web client. It reads the QR
// code of a photo into the field of the form; the photo is sent nowhere.
(function () {
    "use strict";
    const LIBRARY = "/web/static/lib/zxing-library/zxing-library.js";
    // Photos are scaled down to these, one after the other: what the library misses in
    // a large one it often finds in a small one.
    const SIDES = [1600, 800, 400];

    const photo = document.querySelector(".o_hes_photo");
    const code = document.querySelector("input[name=code]");
    const canRead = window.FileReader && window.createImageBitmap && window.Promise;
    if (!photo || !code || !canRead) {
        return;
    }
    const input = photo.querySelector("input");
    const problem = photo.querySelector(".o_hes_photo_problem");
    photo.hidden = false;

    function loadLibrary() {
        return new Promise(function (resolve, reject) {
            if (window.ZXing) {
                resolve();
                return;
            }
            const script = document.createElement("script");
            script.src = LIBRARY;
            script.onload = resolve;
            script.onerror = reject;
            document.head.appendChild(script);
        });
    }

    function draw(image, longest) {
        const scale = Math.min(1, longest / Math.max(image.width, image.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.max(1, Math.round(image.width * scale));
        canvas.height = Math.max(1, Math.round(image.height * scale));
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        return canvas;
    }

    async function byBrowser(image) {
        const formats =
            "BarcodeDetector" in window
                ? await BarcodeDetector.getSupportedFormats()
                : [];
        if (!formats.includes("qr_code")) {
            return "";
        }
        const found = await new BarcodeDetector({formats: ["qr_code"]}).detect(image);
        return found.length ? found[0].rawValue : "";
    }

    function decode(canvas, Binarizer) {
        const reader = new ZXing.MultiFormatReader();
        reader.setHints(
            new Map([
                [ZXing.DecodeHintType.POSSIBLE_FORMATS, [ZXing.BarcodeFormat.QR_CODE]],
                [ZXing.DecodeHintType.TRY_HARDER, true],
            ])
        );
        const source = new ZXing.HTMLCanvasElementLuminanceSource(canvas);
        try {
            const bitmap = new ZXing.BinaryBitmap(new Binarizer(source));
            return reader.decodeWithState(bitmap).getText();
        } catch {
            return ""; // Nothing was found, in the words of the library
        }
    }

    async function byLibrary(image) {
        await loadLibrary();
        for (const side of SIDES) {
            const canvas = draw(image, side);
            const text =
                decode(canvas, ZXing.HybridBinarizer) ||
                decode(canvas, ZXing.GlobalHistogramBinarizer);
            if (text) {
                return text;
            }
        }
        return "";
    }

    async function read(file) {
        const image = await createImageBitmap(file);
        return (await byBrowser(image)) || (await byLibrary(image));
    }

    input.addEventListener("change", async function () {
        const file = input.files[0];
        if (!file) {
            return;
        }
        photo.classList.add("o_hes_reading");
        const found = await read(file).catch(() => ""); // No picture
        // The app's QR code has the code after a bar; others end with one more
        const parts = found.split("|").map((part) => part.trim());
        const text = parts.filter(Boolean).pop();
        photo.classList.remove("o_hes_reading");
        input.value = "";
        problem.hidden = Boolean(text);
        if (text) {
            code.value = text;
            code.focus();
        }
    });
})();
