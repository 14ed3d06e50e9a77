# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    hes_preview_mixin,
    hes_upload_mixin,
    hes_edevlet_answer,
    hes_edevlet_export,
    hes_end_programme,
    hes_single_query,
    hes_template_import,
    hes_template_import_column,
    hes_template_import_line,
    mail_followers_edit,
)
