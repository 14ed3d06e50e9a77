# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Requests that wait in line for one thread."""

from collections.abc import Callable
from concurrent.futures import Executor, Future

from .answer import Answer
from .errors import ServiceError

Outcome = tuple[dict[str, Answer], ServiceError | None]


class Line:
    """Makes requests one after the other in the thread of ``pool``, until one fails:
    what stands behind it is not asked, and its outcome is None."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._broken = False

    def submit(self, request: Callable[[], Outcome]) -> Future[Outcome | None]:
        return self._pool.submit(self._make, request)

    def _make(self, request: Callable[[], Outcome]) -> Outcome | None:
        if self._broken:
            return None
        self._broken = True  # an exception, too, ends the line
        answers, error = request()
        self._broken = error is not None
        return answers, error
