# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def migrate(cr, version):
    """A contact case has a period, and no longer one than can be looked through: one
    without gets the day of the risk and two weeks before it."""
    cr.execute(
        """UPDATE hes_contact_case
              SET date_from = date_trunc('day', risk_at) - interval '14 days',
                  date_to = date_trunc('day', risk_at) + interval '1 day'
            WHERE date_from IS NULL OR date_to IS NULL
               OR date_to - date_from > interval '62 days'"""
    )
    # a longer one ended the screens of all cases in an error, and a database that has
    # one would refuse none
    cr.execute("UPDATE hes_isolation_rule SET days = 365 WHERE days > 365")
