# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from pathlib import Path

from odoo.tests import tagged

from ..uninstall_case import UninstallCase

PROCESS = str(Path(__file__).parents[1] / "uninstall_process.py")
#: What cannot be used without a person in front of it, or holds the rest.
NOT_MADE = {
    "hes.contact",
    "hes.denial",  # needs a manager with a user
    "hes.destruction.log",
    "hes.edevlet.answer",
    "hes.edevlet.answer.line",
    "hes.edevlet.export",
    "hes.edevlet.export.line",
    "hes.end.programme",
    "hes.isolation.rule",
    "hes.report.statistics",  # needs more people
    "hes.template.import.column",
    "hes.unknown.badge",
}


@tagged("post_install", "-at_install")
class TestUninstall(UninstallCase):
    """Installed, used and uninstalled, in a database and a process of its own."""

    def test_nothing_is_left(self):
        shown = json.loads(self.odoo(program=(PROCESS,)))
        self.assertEqual(shown["left"], [])
        unused = {model for model, count in shown["made"].items() if not count}
        self.assertEqual(unused - NOT_MADE, set(), "Nothing of these was made before.")
