# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    hes_access_log,
    hes_destruction_log,
    hes_information,
    hes_subject_access,
    hr_employee,
    ir_attachment,
    log_redaction,
    res_partner,
)
