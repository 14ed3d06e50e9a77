# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    base_partner_merge_automatic_wizard,
    hes_code,
    hes_permit_participant,
    hes_permit_travel,
    hes_permit_visit,
    hes_permit,
    hes_presence,
    res_partner,
)
