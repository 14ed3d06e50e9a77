# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import breadcrumbs, code_page, company_link, kiosk, manual, own_data
