// Copyright 2026 hes_code contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
const js = require("@eslint/js");
const globals = require("globals");

module.exports = [
    {ignores: ["**/static/lib/**"]},
    js.configs.recommended,
    {
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, luxon: "readonly", odoo: "readonly"},
        },
        linterOptions: {reportUnusedDisableDirectives: "error"},
        rules: {
            "array-callback-return": "error",
            complexity: ["error", 10],
            "consistent-return": "error",
            curly: "error",
            "dot-notation": "error",
            eqeqeq: "error",
            "max-depth": ["error", 3],
            "max-lines-per-function": ["error", {max: 40, skipComments: true}],
            "no-alert": "error",
            "no-console": "error",
            "no-duplicate-imports": "error",
            "no-else-return": "error",
            "no-empty-function": "error",
            "no-eval": "error",
            "no-implicit-coercion": "error",
            "no-implied-eval": "error",
            "no-lonely-if": "error",
            "no-new-func": "error",
            "no-param-reassign": "error",
            "no-return-assign": "error",
            "no-shadow": "error",
            "no-throw-literal": "error",
            "no-unneeded-ternary": "error",
            "no-unused-expressions": "error",
            "no-use-before-define": "error",
            "no-useless-rename": "error",
            "no-var": "error",
            "object-shorthand": "error",
            "operator-assignment": "error",
            "prefer-const": "error",
            "prefer-template": "error",
            radix: "error",
            yoda: "error",
        },
    },
    {
        // A describe() of Hoot holds all its tests
        files: ["**/static/tests/**", "**/*.test.js"],
        rules: {"max-lines-per-function": "off"},
    },
    {
        files: ["**/*.cjs", "scripts/**"],
        languageOptions: {globals: globals.node},
        rules: {"no-console": "off"},
    },
    {files: ["**/*.cjs"], languageOptions: {sourceType: "commonjs"}},
];
