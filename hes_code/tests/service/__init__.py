# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_answer_properties,
    test_ask,
    test_client,
    test_client_answers,
    test_client_drip,
    test_client_settings,
    test_line,
    test_stand_in,
)
