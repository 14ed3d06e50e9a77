#!/usr/bin/env python3
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Takes each defence out, and sees the test of the attack against it fail.

    defences.py [--check] [--jobs N] [WORD|LIST.toml...]

The lists are scripts/defences/*.toml, or those that are named. A defence in them::

    [[defence]]
    attack = "what an attacker tries, in one line"
    test = "test_gate.py::TestGate::test_leaving_is_never_refused"  # hes_code/tests/
    file = "hes_code/models/hr_attendance.py"
    find = '''text that stands in the file once'''
    replace = '''the same without the defence'''
    update = true  # where the database differs: security, views, data, indexes

Where several layers defend, ``edits = [{file = …, find = …, replace = …}, …]`` stands
instead of ``file``, ``find`` and ``replace``, and all are taken out. A WORD chooses the
defences that have it in their attack, their test, a file or their list's name.

Every defence gets a copy of the add-on and of the database (with ``update`` of a stock
one, in which the changed add-on is installed). Its test must pass as things are, and
fail without the defence, within the test itself or its ``tearDown``. ``--check`` runs
nothing: it tells which entries do not fit the source any more.
"""

import argparse
import os
import re
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from defences_bench import BASE, PREPARED, Bench

try:
    import tomllib
except ImportError:  # Python 3.10
    import tomli as tomllib

ROOT = Path(os.environ["ROOT"])
LISTS = ROOT / "scripts" / "defences"
TESTS = "hes_code/tests/"
OK, SURVIVED, BROKEN = "ok", "SURVIVED", "BROKEN"
#: A wrong edit, and not the attack, is what such a failure speaks of.
OF_THE_EDIT = re.compile(r"(NameError|UnboundLocalError|ImportError|SyntaxError): .*")


class ListError(Exception):
    """A list that cannot be used; in words for whoever wrote it."""


@dataclass(frozen=True)
class Edit:
    file: str
    find: str
    replace: str

    def text(self, tree):
        """The text of the file below ``tree``; ListError if it cannot be changed."""
        path = tree / self.file
        if not path.is_file():
            raise ListError(f"there is no file {self.file}")
        text = path.read_text(encoding="utf-8")
        if (count := text.count(self.find)) != 1:
            start = self.find.strip().splitlines()[0]
            raise ListError(f"{self.file} has it {count} times, not once: {start}")
        return text

    def apply(self, tree):
        text = self.text(tree).replace(self.find, self.replace)
        (tree / self.file).write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Defence:
    attack: str
    test: str
    edits: tuple
    update: bool
    theme: str

    @property
    def words(self):
        files = [edit.file for edit in self.edits]
        return "\n".join([self.theme, self.attack, self.test, *files]).lower()


def read_defence(entry, theme):
    entry = dict(entry)
    edits = entry.pop("edits", None) or [
        {name: entry.pop(name) for name in ("file", "find", "replace")}
    ]
    update = entry.pop("update", False)
    edits = tuple(Edit(**edit) for edit in edits)
    return Defence(edits=edits, update=update, theme=theme, **entry)


def read_lists(paths):
    """All defences of these lists; ListError names the list and the entry."""
    for path in paths:
        with open(path, "rb") as file:
            try:
                entries = tomllib.load(file)["defence"]
            except (tomllib.TOMLDecodeError, KeyError) as error:
                raise ListError(f"{path}: {error!r}") from error
        for number, entry in enumerate(entries, 1):
            try:
                yield read_defence(entry, path.stem)
            except (TypeError, KeyError) as error:
                title = entry.get("attack", f"number {number}")
                raise ListError(f"{path}: {title}: {error!r}") from error


def judge(defence, before, end, output):
    """(word, reason) of a defence from how its test ended before and without it."""
    if before.outcome != "passed":
        return BROKEN, f"{before.outcome} with the defence in place: {before.said}"
    if not end:
        return BROKEN, "did not run without the defence"
    if end.outcome == "passed":
        return SURVIVED, "passes without the defence"
    if found := OF_THE_EDIT.search(end.text + output):
        return BROKEN, f"the edit is wrong: {found.group()}"
    name = defence.test.rpartition("::")[2]
    # what a test gathers, it may assert when it is over
    within = any(f", in {place}\n" in end.text for place in (name, "tearDown"))
    if end.outcome != "failure" or not within:
        return BROKEN, f"fails outside of the test: {end.said}"
    return OK, end.said


def prove(bench, defence, before):
    """Take the defence out on ``bench``, and run its test."""
    try:
        with bench.changed(defence.edits):
            with bench.database(BASE if defence.update else PREPARED) as database:
                if defence.update and (words := bench.install(database)):
                    return BROKEN, f"cannot be installed without it: {words}"
                ends, output = bench.run([TESTS + defence.test], database)
    except ListError as error:
        return BROKEN, str(error)
    except TimeoutError as error:
        return BROKEN, f"took longer than {error}"
    return judge(defence, before, ends.get(defence.test), output)


def prove_all(defences, jobs):
    """(defence, word, reason) of each, in order."""
    benches = SimpleQueue()
    first, *more = [Bench(ROOT, number) for number in range(1, jobs + 1)]
    known = first.tests({TESTS + defence.test.split("::")[0] for defence in defences})
    tests = {defence.test for defence in defences} & known
    print(f"Running the {len(tests)} tests with everything in place", flush=True)
    with first.database(PREPARED) as database:
        before, _output = first.run(sorted(TESTS + test for test in tests), database)
    for bench in (first, *more):
        benches.put(bench)

    def run(defence):
        if defence.test not in before:
            return defence, BROKEN, f"there is no test {defence.test}"
        bench = benches.get()
        try:
            return defence, *prove(bench, defence, before[defence.test])
        finally:
            benches.put(bench)

    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(run, defences)


def misfits(defence):
    """What of an entry does not fit the source, in words."""
    for edit in defence.edits:
        try:
            edit.text(ROOT)
        except ListError as error:
            yield str(error)
    file, *_group, name = defence.test.split("::")
    path = ROOT / TESTS / file
    if not path.is_file() or f"def {name}(" not in path.read_text(encoding="utf-8"):
        yield f"there is no test {defence.test}"


def check(defences):
    """Print every misfit; the exit code."""
    found = [(row, words) for row in defences for words in misfits(row)]
    for defence, words in found:
        print(f"scripts/defences/{defence.theme}.toml: {defence.attack}: {words}")
    return int(bool(found))


def chosen(words):
    """The defences that the command line asks for."""
    lists = [Path(word) for word in words if word.endswith(".toml")]
    words = [word.lower() for word in words if not word.endswith(".toml")]
    defences = list(read_lists(lists or sorted(LISTS.glob("*.toml"))))
    if words:
        defences = [row for row in defences if any(word in row.words for word in words)]
    if not defences:
        raise ListError("no defence has any of these words")
    return defences


def main(arguments):
    parser = argparse.ArgumentParser(prog="./dev defences")
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--jobs", type=int, default=min(os.cpu_count(), 4))
    parser.add_argument("--check", action="store_true", help="run nothing")
    options = parser.parse_args(arguments)
    try:
        defences = chosen(options.words)
    except (ListError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.check:
        return check(defences)
    counts = Counter()
    for defence, word, reason in prove_all(defences, max(options.jobs, 1)):
        counts[word] += 1
        print(f"{word:<8}  {defence.theme}: {defence.attack}", flush=True)
        print(f"          {defence.test}\n          {reason[:200]}", flush=True)
    said = ", ".join(f"{counts[word]} {word}" for word in (OK, SURVIVED, BROKEN))
    print(f"{len(defences)} defences taken out: {said}")
    return int(counts[OK] != len(defences))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
