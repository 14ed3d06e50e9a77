# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger


class TransactionsCase(BaseCase):
    """Transactions of their own, at the same time and tried again as Odoo does it: what
    they leave is committed, and is to be taken away afterwards."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # Odoo's own runner holds this one as long as it runs tests
        self.enterContext(patch.object(Registry, "_lock", DummyRLock()))
        # it reports as errors what is tried again
        self.enterContext(mute_logger("odoo.sql_db"))
        self.enterContext(patch("odoo.service.model.random.uniform", return_value=0.01))

    @contextmanager
    def environment(self, **context):
        """A transaction, committed at the end of the block."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, context)
