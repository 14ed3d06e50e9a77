# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The action by which the browser saves a file of a record."""


def download_action(
    model: str, record_id: int, field: str, filename: str
) -> dict[str, str]:
    """Return the Odoo action that saves a binary field of a record as `filename`."""
    return {
        "type": "ir.actions.act_url",
        "url": f"/web/content/{model}/{record_id}/{field}/{filename}?download=true",
        "target": "download",
    }
