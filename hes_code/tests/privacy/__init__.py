# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_access_log,
    test_access_parallel,
    test_access_paths,
    test_access_searched,
    test_access_side_doors,
    test_access_walk,
    test_each_company,
    test_end_of_programme,
    test_declared,
    test_foreign_ids,
    test_forged,
    test_forged_fields,
    test_inferred,
    test_information,
    test_managers,
    test_moves,
    test_neutralize,
    test_nothing_left,
    test_privacy_lookup,
    test_redact,
    test_retention,
    test_stored_handed,
    test_uninstall,
)
