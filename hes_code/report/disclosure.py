# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Numbers of people that say nothing about one of them.

Their readers may know how many people a department has, and the status of some of
these: so no number is under K, neither one that is shown nor what is left when all that
are shown are subtracted.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from typing import TypeVar

#: Nothing is said about fewer people than these.
K_ANONYMITY = 5
#: The status of people whose status is withheld.
WITHHELD = "withheld"
#: The status that may be shown of a whole department.
HARMLESS = "riskless"

Place = TypeVar("Place", bound=Hashable)


def shown(
    people: Mapping[tuple[Place, str], int], k: int = K_ANONYMITY
) -> Iterator[tuple[Place | str, str, int]]:
    """What may be shown of a company.

    :param people: numbers by place and status
    :return: (place, status, number); the place :data:`WITHHELD` is that of all places
        with fewer people than ``k``, the status that of people of whom it is withheld
    """
    for place, statuses in _pooled(people, k).items():
        left, withheld = statuses, 0
        if len(left) == 1 and HARMLESS not in left:
            left = Counter()  # one status of all is that of each
        rest = sorted(left, key=lambda status: (left[status], status))
        while rest and (left[rest[0]] < k or 0 < withheld < k):
            withheld += left[rest.pop(0)]
        if not left:
            withheld = statuses.total()
        yield from ((place, status, left[status]) for status in rest)
        if withheld:
            yield place, WITHHELD, withheld


def _pooled(
    people: Mapping[tuple[Place, str], int], k: int
) -> dict[Place | str, Counter[str]]:
    """The numbers by status of each place, of the smaller ones together; empty where
    all are fewer than ``k``."""
    places: dict[Place | str, Counter[str]] = {}
    for (place, status), number in people.items():
        if number:
            places.setdefault(place, Counter())[status] += number
    pool: Counter[str] = Counter()
    for place in sorted(places, key=lambda place: places[place].total()):
        if places[place].total() < k or 0 < pool.total() < k:
            pool += places.pop(place)
    if pool.total() >= k:
        places[WITHHELD] = pool
    return places
