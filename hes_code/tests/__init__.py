# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_browser,
    test_check,
    test_clearance,
    test_client,
    test_client_answers,
    test_client_settings,
    test_code,
    test_employee,
    test_gate,
    test_hes_code,
    test_i18n,
    test_roster,
    test_sheet,
    test_sheet_formats,
    test_sheet_hostile,
    test_sheet_write,
    test_stand_in,
    test_template_import,
)
