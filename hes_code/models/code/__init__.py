# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    hes_check,
    hes_code,
    hes_reminder,
    hr_employee,
    mail_activity,
    mail_message,
    res_users,
    resource_resource,
)
