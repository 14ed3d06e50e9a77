# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_answers_together,
    test_code_page,
    test_code_page_browser,
    test_code_page_input,
    test_code_proposal,
    test_concurrency,
    test_faults,
    test_kill,
    test_planning,
    test_query_draft,
    test_query_group,
    test_query_histories,
    test_query_once,
    test_query_progress,
    test_secret,
    test_service,
    test_single_query,
    test_worker,
)
