# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.hes_code.tests.uninstall_case import UninstallCase

PROCESS = str(Path(__file__).parent / "skills_uninstall_process.py")


@tagged("post_install", "-at_install")
class TestUninstallSkills(UninstallCase):
    """Installed, used, upgraded and uninstalled where hes_code stays."""

    def test_nothing_is_left_and_hes_code_works_on(self):
        shown = json.loads(self.odoo(program=(PROCESS,)))
        self.assertEqual(shown["left"], [])
        missing, risky = ["warned", "missing"], ["denied", "risky"]
        refused = ["denied", "requirement"]
        self.assertEqual(
            shown["verdicts"],
            {
                "without": [missing, risky],
                "used": [refused, risky],
                "upgraded": [refused, risky],
                # an exemption from a work permit must not turn into one from all
                "uninstalled": [missing, risky],
                "check-in": missing,
            },
        )
