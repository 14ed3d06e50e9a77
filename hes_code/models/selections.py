# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Selections that several models share."""

from ..tools.clearance import PASS_REASONS, REASONS

CLEARANCE = [
    ("cleared", "Cleared"),
    ("warned", "With a Hint"),
    ("denied", "Not Cleared"),
]
CLEARANCE_REASON = [
    *PASS_REASONS.items(),
    *((reason.key, reason.label) for reason in REASONS),
]
RISK_STATUS = [
    ("unknown", "Not Checked"),
    ("riskless", "Not Risky"),
    ("risky", "Risky"),
    ("expired", "Expired"),
    ("not_found", "Not Found"),
]
RISK_REASON = [("positive", "Positive"), ("contact", "Contact")]
OWNER_CHECK = [("unknown", "Unknown"), ("match", "Match"), ("mismatch", "Mismatch")]
