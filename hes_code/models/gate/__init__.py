# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    hes_code,
    hes_denial,
    hes_exemption,
    hes_kiosk_attempt,
    hes_unknown_badge,
    hr_attendance,
    hr_employee,
    hr_employee_public,
)
