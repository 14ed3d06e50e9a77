# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    hes_code_proposal,
    hes_query_edevlet,  # hes.query inherits of it
    hes_query_planning,  # and of it
    hes_query,
    hes_query_batch,
    hes_query_group,
    hes_service,
    hr_employee,
)
