# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    hes_destruction_log,
    hes_policy,
    hes_requirement_rule,
    hes_visitor_requirement,
    hr_employee,
    hr_skill_type,
    res_partner,
)
