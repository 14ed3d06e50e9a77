#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Refreshes hes_code.pot from the add-on and merges it into tr.po: new texts are
# empty there, to be translated by a person; ./dev lint names them.
set -euo pipefail
# shellcheck source=scripts/database.sh
. "$(dirname "${BASH_SOURCE[0]}")/database.sh"

prepare
base_database hes_base
fresh_database hes_i18n hes_base
odoo server --database hes_i18n --init hes_code --stop-after-init >&2
odoo i18n export --database hes_i18n --languages pot --output "$ROOT/hes_code/i18n/hes_code.pot" hes_code
dropdb hes_i18n
"$VENV/bin/python" - "$ROOT/hes_code/i18n" <<'PYTHON'
import pathlib
import sys

import polib

folder = pathlib.Path(sys.argv[1])
template = polib.pofile(str(folder / "hes_code.pot"), wrapwidth=78)
path = folder / "tr.po"
if path.exists():
    translated = polib.pofile(str(path), wrapwidth=78)
else:
    translated = polib.POFile(wrapwidth=78)
translated.metadata = {**template.metadata, "Language": "tr"}
translated.metadata["Plural-Forms"] = "nplurals=2; plural=(n != 1);"
translated.merge(template)
for entry in translated.obsolete_entries():
    translated.remove(entry)
translated.save(str(path))
PYTHON
