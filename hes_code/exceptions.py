# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError


class CheckInRefused(UserError):
    """Somebody may not start work on site now. Its message says nothing about health:
    others read them on the kiosk's screen.

    ``employee_id`` is who, where it is one person. It is no argument, so no client is
    sent it.
    """

    def __init__(self, message, employee_id=None):
        super().__init__(message)
        self.employee_id = employee_id
