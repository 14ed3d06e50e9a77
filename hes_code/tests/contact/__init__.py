# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_contact_browser,
    test_contact_case,
    test_contact_rights,
    test_contacts,
    test_tracing_waits,
)
