# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

_logger = logging.getLogger(__name__)

#: Where the addresses of the ministry begin.
MINISTRY = "https://hesservis.turkiye.gov.tr/"


def migrate(cr, version):
    cr.execute("ALTER TABLE hes_query_batch RENAME COLUMN lane TO worker_pid")
    # a sentence stays as it is; from now on it is a kind
    cr.execute("ALTER TABLE hes_query RENAME COLUMN error TO error_kind")
    _keep_address(cr)
    _keep_environment(cr)
    cr.execute("ALTER TABLE hes_service DROP COLUMN url, DROP COLUMN plus")
    cr.execute("ALTER TABLE hes_template_import_line DROP COLUMN hint")
    cr.execute(
        "UPDATE hes_query_group SET interval_hours = 8760 WHERE interval_hours > 8760"
    )
    cr.execute(
        "DELETE FROM ir_config_parameter WHERE key = 'hes_code.private_service_address'"
    )


def _keep_address(cr):
    """An address that all services had becomes that of the system parameter."""
    cr.execute("SELECT DISTINCT btrim(url) FROM hes_service")
    addresses = [address for [address] in cr.fetchall()]
    others = [url for url in addresses if not url.startswith(MINISTRY)]
    if others and len(addresses) == 1:
        cr.execute(
            """INSERT INTO ir_config_parameter (key, value)
                    VALUES ('hes_code.service_url', %s) ON CONFLICT (key) DO NOTHING""",
            others,
        )
    elif others:
        _logger.warning(
            "HES services at %s lose their passwords: several addresses were in use,"
            " and all services are asked at one address now.",
            ", ".join(others),
        )
        # a password goes to no other address than the one it was entered for
        cr.execute(
            """UPDATE hes_service SET secret = NULL
                WHERE NOT starts_with(btrim(url), %s)""",
            [MINISTRY],
        )


def _keep_environment(cr):
    """Which of the ministry's addresses is asked is said by the environment alone now,
    and an address could be typed against it: what was asked goes on to be."""
    cr.execute(
        """UPDATE hes_service SET environment =
                  CASE WHEN position('/test/' IN url) > 0 THEN 'test' ELSE 'live' END
            WHERE starts_with(btrim(url), %s)""",
        [MINISTRY],
    )
