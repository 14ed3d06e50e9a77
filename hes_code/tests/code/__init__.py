# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_activity,
    test_as_asked,
    test_by_hand,
    test_check,
    test_code,
    test_code_properties,
    test_company_link,
    test_employee,
    test_failing_rows,
    test_hes_code,
    test_history,
    test_own_profile,
    test_reminder,
    test_risk_histories,
    test_risk_of_whom,
    test_risk_stays,
    test_owner,
)
