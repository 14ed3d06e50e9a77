# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_adding_a_reason,
    test_alert,
    test_badge,
    test_clearance,
    test_days,
    test_denied_badges,
    test_doors,
    test_exemption,
    test_gate,
    test_kiosk,
    test_kiosk_attempt,
    test_kiosk_browser,
    test_kiosk_hostile,
    test_line_manager,
    test_live_check,
    test_scanner_browser,
    test_search,
    test_start,
    test_turnstile,
    test_unsaved,
)
