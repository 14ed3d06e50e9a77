# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    hes_bulk,
    hes_code,
    hes_alert,
    hes_code_holder,
    hes_check,
    hes_exemption,
    hes_service,
    hes_query,
    hes_query_batch,
    hr_employee,
    hr_employee_clearance,
    hr_employee_public,
    hr_attendance,
    hr_attendance_live,
    hes_second_look,
    hes_append_only,
    hes_access_log,
    hes_access_logged,
    hes_information,
    res_company,
    res_company_information,
    res_config_settings,
)
