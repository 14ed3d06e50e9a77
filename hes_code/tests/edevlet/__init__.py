# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_edevlet,
    test_edevlet_answer,
    test_edevlet_asked,
    test_edevlet_foreign,
    test_edevlet_hostile,
    test_edevlet_properties,
    test_edevlet_single,
)
