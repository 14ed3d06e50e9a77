# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re
from html import unescape

from odoo import api, models
from odoo.exceptions import UserError

#: An expression in a template: {{ … }} in plain ones, an attribute t-… in the others.
_EXPRESSION = re.compile(
    r"""\{\{.*?\}\}|\bt-[\w-]+\s*=\s*(?:"[^"]*"|'[^']*')""", re.DOTALL
)
#: A name of this add-on's in an expression.
_OURS = re.compile(r"\bhes[._][a-z]")


class MailRenderMixin(models.AbstractModel):
    """No mail holds HES data, of any author: a mail is read by others and kept by
    them, and no log says so."""

    _name = "mail.render.mixin"
    _inherit = "mail.render.mixin"

    @api.model
    def _render_template(
        self,
        template_src,
        model,
        res_ids,
        engine="inline_template",
        add_context=None,
        options=None,
    ):
        if template_src and engine != "qweb_view":
            self._check_no_hes_data(template_src, self.env.get(model))
        return super()._render_template(
            template_src, model, res_ids, engine, add_context, options
        )

    @api.model
    def _check_no_hes_data(self, source, records):
        """Raise UserError where an expression of a template names HES data, directly or
        on a path from ``records``, the model that it is rendered for."""
        code = " ".join(map(unescape, _EXPRESSION.findall(str(source))))
        paths = [path.partition(".")[2] for path in re.findall(r"\w+(?:\.\w+)+", code)]
        if getattr(records, "_access_log_kind", None):
            paths += re.findall(r"\w+", code)
        if _OURS.search(code) or (records is not None and records._logged_paths(paths)):
            raise UserError(
                self.env._(
                    "HES data are not sent by mail. Please remove them from the text."
                )
            )
