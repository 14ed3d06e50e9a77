# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_overview,
    test_overview_browser,
    test_sample,
    test_setup,
    test_setup_browser,
)
