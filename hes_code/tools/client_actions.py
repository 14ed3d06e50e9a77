# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Actions of the web client that buttons answer with."""


def notification(kind: str, message: str, sticky: bool = False) -> dict[str, object]:
    """A message in the corner of the screen; ``kind``: ``success``, ``info``,
    ``warning`` or ``danger``; ``sticky``: it stays until it is closed, over whatever
    is opened next. The form whose button was pressed is read again."""
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": kind,
            "message": message,
            "sticky": sticky,
            "next": {"type": "ir.actions.act_window_close"},
        },
    }


def download_action(
    model: str, record_id: int, field: str, filename: str
) -> dict[str, str]:
    """Return the Odoo action that saves a binary field of a record as `filename`."""
    return {
        "type": "ir.actions.act_url",
        "url": f"/web/content/{model}/{record_id}/{field}/{filename}?download=true",
        "target": "download",
    }
