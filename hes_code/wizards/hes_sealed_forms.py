# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited
"""What a form found out is not entered: an answer on it may become a person's."""

from odoo import models

COUNTED = {"state", "line_ids"}


class HesTemplateImport(models.TransientModel):
    _name = "hes.template.import"
    _inherit = ["hes.system.fields.mixin", "hes.template.import"]
    _hes_sealed = frozenset(
        COUNTED
        | {
            "blank_count",
            "changed_count",
            "empty_count",
            "error_file",
            "new_count",
            "rejected_count",
            "same_count",
        }
    )


class HesEdevletAnswer(models.TransientModel):
    _name = "hes.edevlet.answer"
    _inherit = ["hes.system.fields.mixin", "hes.edevlet.answer"]
    _hes_sealed = frozenset(
        COUNTED
        | {
            "foreign_count",
            "invalid_count",
            "is_text",
            "problem_count",
            "risky_count",
            "riskless_count",
        }
    )
    _hes_sealed_later = frozenset({"query_id"})


class HesEdevletExport(models.TransientModel):
    _name = "hes.edevlet.export"
    _inherit = ["hes.system.fields.mixin", "hes.edevlet.export"]
    _hes_sealed = frozenset({"add_ids", "kept_ids", "line_ids", "query_id"})
    _hes_sealed_later = frozenset({"group_id"})


class HesSingleQuery(models.TransientModel):
    _name = "hes.single.query"
    _inherit = ["hes.system.fields.mixin", "hes.single.query"]
    _hes_sealed = frozenset(
        {
            "answered_national_id",
            "asked_code",
            "checked_at",
            "expires_at",
            "masked_name",
            "query_id",
            "risk_status",
            "service_word",
        }
    )
    #: An answer that one company's service gave is not taken to another company.
    _hes_sealed_later = frozenset({"company_id"})
