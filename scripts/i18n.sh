#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Refreshes each add-on's .pot and merges it into its tr.po: new texts are empty
# there, to be translated by a person; ./dev lint names them.
set -euo pipefail
# shellcheck source=scripts/database.sh
. "$(dirname "${BASH_SOURCE[0]}")/database.sh"

ADDONS=(hes_code hes_code_queue_job hes_code_skills)

need_odoo
need_venv
need_queue_job
need_postgres
write_config
base_database hes_base
fresh_database hes_i18n hes_base
odoo server --database hes_i18n --init "$(IFS=, && echo "${ADDONS[*]}")" --stop-after-init >&2
for addon in "${ADDONS[@]}"; do
    mkdir -p "$ROOT/$addon/i18n"
    odoo i18n export --database hes_i18n --languages pot \
        --output "$ROOT/$addon/i18n/$addon.pot" "$addon"
done
dropdb hes_i18n
"$VENV/bin/python" - "${ADDONS[@]/#/$ROOT/}" <<'PYTHON'
import pathlib
import sys

import polib


def merge(addon):
    template = polib.pofile(str(addon / "i18n" / f"{addon.name}.pot"), wrapwidth=78)
    path = addon / "i18n" / "tr.po"
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


for name in sys.argv[1:]:
    merge(pathlib.Path(name))
PYTHON
