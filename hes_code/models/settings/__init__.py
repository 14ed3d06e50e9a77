# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    hes_audit_log,
    hes_policy,
    hes_thread_mixin,
    hr_work_location,
    ir_rule,
    res_company,
    res_groups,
    res_users,
)
