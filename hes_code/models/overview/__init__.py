# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    digest_digest,
    hes_overview,
    hes_overview_day,
    hes_policy,
    hes_query,
    hes_sample,
    hes_setup,
    ir_cron,
)
