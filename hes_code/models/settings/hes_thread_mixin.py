# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class HesThreadMixin(models.AbstractModel):
    """Messages on records about people: to whom they go, and what a push says."""

    _name = "hes.thread.mixin"
    _inherit = "mail.thread"
    _description = "HES Messages About People"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Without the followers who may not read the record: an activity makes any user
        a follower, and rights end. Whom the author names is told."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        # to whom the author wrote, as core reads it
        named = (msg_vals or {}).get("partner_ids", message.sudo().partner_ids.ids)
        return [
            row
            for row in recipients
            if not row["is_follower"]
            or row["id"] in named
            or self._may_be_read_by(row["uid"])
        ]

    def _may_be_read_by(self, user_id):
        """Whether this user, if it is one, may read the record in their companies."""
        reader = self.with_user(user_id).with_context(allowed_company_ids=None)
        return bool(user_id) and reader.has_access("read")

    def _notify_by_web_push_prepare_payload(
        self, message, msg_vals=False, force_record_name=False
    ):
        """A push stands on a locked screen: as a mail about a note, it says that there
        is one."""
        payload = super()._notify_by_web_push_prepare_payload(
            message, msg_vals, force_record_name
        )
        text = self.env._("There is a note for you in Odoo.")
        payload.update(title="Odoo", options={**payload["options"], "body": text})
        return payload
