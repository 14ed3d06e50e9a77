#!/usr/bin/env python3
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The structure of the add-on that ARCHITECTURE.md describes, in numbers.

    check_structure.py [ADD-ON]

Prints files a room, files a model and the length of functions, then path:line: message
for each breach; the exit code is 1 if there was one.
"""

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import mean, quantiles

#: Imports go down, from a later one to an earlier one.
FLOORS = (
    {"mixins", "settings"},
    {"code"},
    {"query", "gate"},
    {"visit", "contact"},
    {"privacy"},
    {"overview"},
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
#: Which packages of the add-on a package may import, itself apart.
MAY_IMPORT = {
    "tools": set(),
    "models": {"tools", "exceptions"},
    "report": {"tools", "models", "exceptions"},
    "wizards": {"tools", "models", "exceptions"},
    "controllers": {"tools", "models", "exceptions"},
}
FOLDERS = ("models", "tools", "views", "tests")
MAX_ROOMS = 10
MAX_FILES = 8  # in a room
FULL = ("models", "tools")  # where MAX_FILES holds
MAX_FILES_A_MODEL = 1.3  # on average


@dataclass(frozen=True)
class Source:
    """A Python file; ``parts`` is where it is inside the add-on."""

    path: Path
    parts: tuple[str, ...]

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @property
    def package(self) -> str:
        return self.parts[0]

    @property
    def room(self) -> str:
        """The room in ``models/``; empty elsewhere and for what lies beside them."""
        in_room = len(self.parts) > 2 and self.package == "models"
        return self.parts[1] if in_room else ""

    def imports(self, addon: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Line and parts of each module of the add-on that is imported."""
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.ImportFrom):
                continue
            module = tuple((node.module or "").split(".")) if node.module else ()
            if node.level:
                target = self.parts[: len(self.parts) - node.level] + module
            elif module[:3] == ("odoo", "addons", addon):
                target = module[3:]
            else:
                continue
            for name in node.names:
                yield node.lineno, (*target, name.name)

    def models(self) -> Iterator[tuple[int, str]]:
        """Line and name of each model that is made or extended here."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef) and (name := model_name(node)):
                yield node.lineno, name

    def functions(self) -> Iterator[int]:
        """Lines of each function."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.end_lineno - node.lineno + 1


def model_name(node: ast.ClassDef) -> str:
    """Of a class of a model; empty of another class."""
    values = {}
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    values[target.id] = statement.value
    for attribute in ("_name", "_inherit"):
        value = values.get(attribute)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    return ""


def sources(addon: Path) -> list[Source]:
    """All Python of the add-on that is run in production."""
    return [
        Source(path, path.relative_to(addon).with_suffix("").parts)
        for path in sorted(addon.rglob("*.py"))
        if not {"tests", "migrations"} & set(path.relative_to(addon).parts)
    ]


def check_rooms(addon: Path) -> Iterator[str]:
    """Print the rooms of each folder; yield where there are too many, or too full."""
    print(f"{'folder':<10}{'rooms':>6}{'files':>7}{'a room':>8}{'fullest':>9}")
    for folder in FOLDERS:
        rooms = Counter(
            path.parent
            for path in (addon / folder).rglob("*.*")
            if path.suffix in (".py", ".xml") and path.name != "__init__.py"
        )
        inside = [room for room in rooms if room != addon / folder]
        fullest, most = rooms.most_common(1)[0]
        total = rooms.total()
        row = f"{len(inside):>6}{total:>7}{total / len(rooms):>8.1f}{most:>9}"
        print(f"{folder + '/':<10}{row}  {fullest.relative_to(addon)}/")
        # of tests, those of tools/ as well
        if folder != "tests" and len(inside) > MAX_ROOMS:
            yield f"{addon / folder}:1: {len(inside)} rooms; {MAX_ROOMS} at the most"
        for room, count in sorted(rooms.items()):
            if folder in FULL and count > MAX_FILES:
                yield f"{room}:1: {count} files; {MAX_FILES} at the most in a room"


def check_models(files: list[Source]) -> Iterator[str]:
    """Print files a model; yield which models are in two files of a room."""
    where = defaultdict(dict)  # model -> file -> line
    for source in files:
        if source.package == "models":
            for line, name in source.models():
                where[name].setdefault(source, line)
    counts = Counter({name: len(found) for name, found in where.items()})
    average = mean(counts.values())
    worst = ", ".join(f"{name} {count}" for name, count in counts.most_common(4))
    print(f"files a model: {average:.2f} of {len(counts)} models; {worst}")
    if average > MAX_FILES_A_MODEL:
        limit = f"{MAX_FILES_A_MODEL} at the most"
        yield f"hes_code/models:1: {average:.2f} files a model; {limit}"
    for name, found in sorted(where.items()):
        rooms = defaultdict(list)
        for source, line in found.items():
            rooms[source.room].append(f"{source.path}:{line}")
        for room, places in sorted(rooms.items()):
            for place in places[1:]:
                yield f"{place}: {name} is in another file of {room}: {places[0]}"


def check_imports(files: list[Source], addon: str) -> Iterator[str]:
    """Print imports between rooms of one floor; yield those that go up, or in a
    circle, and what a package may not know of."""
    beside = Counter()
    places = {}
    for source in files:
        if source.package not in MAY_IMPORT or source.path.name == "__init__.py":
            continue
        known = {source.package, *MAY_IMPORT[source.package]}
        for line, target in source.imports(addon):
            place = f"{source.path}:{line}"
            if target[0] not in known:
                yield f"{place}: {source.package}/ may not import {'.'.join(target)}"
            room = target[1] if target[0] == "models" and len(target) > 1 else ""
            if not (source.room and room in FLOOR) or room == source.room:
                continue
            if FLOOR[room] > FLOOR[source.room]:
                yield f"{place}: an import up, from {source.room} to {room}"
            elif FLOOR[room] == FLOOR[source.room]:
                beside[source.room, room] += 1
                places[source.room, room] = place
    arrows = ", ".join(f"{a} from {b} ({n})" for (a, b), n in sorted(beside.items()))
    print(f"imports between rooms of one floor: {arrows or 'none'}")
    for (room, other), place in sorted(places.items()):
        if room < other and (other, room) in places:
            yield f"{place}: {room} and {other} import each other"


def print_functions(files: list[Source]) -> None:
    """check_repository.py refuses the long ones."""
    lengths = [length for source in files for length in source.functions()]
    tenths = quantiles(lengths, n=10)
    print(
        f"lines a function: {tenths[4]:.0f} in the middle, nine in ten up to"
        f" {tenths[8]:.0f}, {max(lengths)} at the most; {len(lengths)} functions"
    )


def main(arguments: list[str]) -> int:
    addon = Path(arguments[0] if arguments else "hes_code")
    files = sources(addon)
    problems = [
        *check_rooms(addon),
        *check_models(files),
        *check_imports(files, addon.name),
    ]
    print_functions(files)
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
