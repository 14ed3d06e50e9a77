# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_adding_a_column,
    test_lists_of_others,
    test_plan_properties,
    test_roster,
    test_sheet,
    test_sheet_budget,
    test_sheet_formats,
    test_sheet_hostile,
    test_sheet_properties,
    test_sheet_write,
    test_template_import,
    test_upload_hostile,
    test_xls_mutations,
)
