# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_gaps,
    test_rights,
    test_gate,
    test_tour,
    test_uninstall_skills,
    test_visitor,
)
