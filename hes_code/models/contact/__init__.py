# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    hes_contact_case,
    hes_contact,
    hes_contact_due,
    hes_contact_tracing,
    hes_isolation_rule,
    hr_attendance,
    hr_version,
    hr_work_location,
)
