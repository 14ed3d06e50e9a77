# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    hes_bulk,
    hes_code,
    hes_alert,
    hes_code_holder,
    hes_check,
    hes_exemption,
    hes_permit,
    hes_permit_participant,
    hes_permit_visit,
    hes_permit_travel,
    hes_permit_judge,
    hes_service,
    hes_query,
    hes_query_batch,
    hr_employee,
    hr_employee_clearance,
    hr_employee_public,
    hr_attendance,
    hr_attendance_live,
    hes_second_look,
    res_company,
    res_company_day,
    res_config_settings,
    res_partner,
)
