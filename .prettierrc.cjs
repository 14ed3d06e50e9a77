// Copyright 2026 hes_code contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
// The indent comes from .editorconfig; require finds the plug-in through NODE_PATH.
module.exports = {
    plugins: [require.resolve("@prettier/plugin-xml")],
    bracketSpacing: false,
    printWidth: 88,
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "preserve",
};
