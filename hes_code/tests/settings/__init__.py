# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_audit_log,
    test_defaults,
    test_limits,
    test_messages,
    test_migration,
    test_nobody_looks,
    test_policy,
)
