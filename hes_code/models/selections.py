# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Selections that several models share, and the reasons of the gate."""

from odoo.tools.translate import LazyTranslate

from ..tools.clearance import BLOCK, WARN, Reason

_lt = LazyTranslate(__name__)

CLEARANCE = [
    ("cleared", "Cleared"),
    ("warned", "With a Hint"),
    ("denied", "Not Cleared"),
]
#: What can stop somebody because of HES codes, the gravest first. Other add-ons add
#: theirs in ``hes.policy._gate_reasons``; the facts come from
#: ``hr.employee._gate_objections``.
REASONS = (
    Reason("risky", _lt("Risky"), BLOCK, listed=True),
    Reason("not_found", _lt("Code Not Found"), BLOCK, listed=True),
    Reason("mismatch", _lt("Somebody Else's Code"), WARN, listed=True),
    Reason("expired", _lt("Code Expired"), WARN, listed=True),
    Reason("missing", _lt("No Code"), WARN, listed=True),
    Reason("unchecked", _lt("Not Checked Yet"), WARN, listed=True),
    Reason("stale", _lt("Answer Too Old"), WARN, listed=True),
)

#: What lets somebody in, and its label.
PASS_REASONS = {
    "riskless": _lt("Not Risky"),
    "unobjected": _lt("Nothing Objected"),
    "exempted": _lt("Exempted"),
    "not_required": _lt("Not Required on Site"),
}


def clearance_reasons(model):
    """The selection of a field with the reason of a verdict, in the user's language."""
    return model.env["hes.policy"]._clearance_reasons()


RISK_STATUS = [
    ("unknown", "Not Checked"),
    ("riskless", "Not Risky"),
    ("risky", "Risky"),
    ("expired", "Expired"),
    ("not_found", "Not Found"),
]
RISK_REASON = [("positive", "Positive"), ("contact", "Contact")]
OWNER_CHECK = [("unknown", "Unknown"), ("match", "Match"), ("mismatch", "Mismatch")]
