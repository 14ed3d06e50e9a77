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
    hes_query_due,
    hes_query_edevlet,
    hes_query_group,
    hes_query_group_edevlet,
    hr_employee,
    hr_employee_clearance,
    hr_employee_public,
    hr_employee_schedule,
    hr_attendance,
    hr_attendance_live,
    hes_second_look,
    res_company,
    res_config_settings,
)
