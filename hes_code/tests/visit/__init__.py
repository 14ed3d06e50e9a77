# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_merge,
    test_permit_inference,
    test_permit_retention,
    test_permit_rights,
    test_presence,
    test_reception,
    test_recheck,
    test_travel,
    test_visit,
    test_visit_browser,
    test_visitor_inside,
)
