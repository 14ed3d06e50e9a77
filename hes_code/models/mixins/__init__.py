# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    base,
    hes_access_logged_mixin,
    hes_append_only_mixin,
    hes_audited_mixin,
    hes_bulk_mixin,
    hes_retention_mixin,
    hes_system_fields_mixin,
    mail_render_mixin,
)
