# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Selections that several models share."""

CLEARANCE = [
    ("cleared", "Cleared"),
    ("warned", "With a Hint"),
    ("denied", "Not Cleared"),
]
CLEARANCE_REASON = [
    ("riskless", "Not Risky"),
    ("exempted", "Exempted"),
    ("not_required", "Not Required on Site"),
    ("risky", "Risky"),
    ("mismatch", "Somebody Else's Code"),
    ("not_found", "Code Not Found"),
    ("expired", "Code Expired"),
    ("missing", "No Code"),
    ("unchecked", "Not Checked Yet"),
    ("stale", "Answer Too Old"),
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
