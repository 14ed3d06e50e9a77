#!/usr/bin/env python3
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every text of an add-on is translated: each i18n/*.po against its .pot.

    check_translations.py ADD-ON...

Prints path:line: message for each miss; the exit code is 1 if there was one.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

REQUIRED = ("tr",)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdifr%]|\{[\w.]*\}|</?\w+")
EDGES = re.compile(r"\A(\s*).*?(\s*)\Z", re.DOTALL)


def key(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def check_header(path: Path, po: polib.POFile) -> Iterator[tuple[int, str]]:
    if po.metadata.get("Language") != path.stem:
        yield 1, f"the header's Language is not {path.stem}"
    if "utf-8" not in po.metadata.get("Content-Type", "").lower():
        yield 1, "the header's Content-Type does not say UTF-8"
    if "nplurals=" not in po.metadata.get("Plural-Forms", ""):
        yield 1, "the header has no Plural-Forms"


def check_entry(entry: polib.POEntry) -> Iterator[str]:
    source, text = entry.msgid, entry.msgstr
    if not text:
        yield "not translated"
        return
    if entry.fuzzy:
        yield "fuzzy"
    if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(text)):
        yield "placeholders or tags differ from the source's"
    if EDGES.match(source).groups() != EDGES.match(text).groups():
        yield "white space at an end differs from the source's"


def check_language(path: Path, template: polib.POFile) -> Iterator[tuple[int, str]]:
    try:
        po = polib.pofile(str(path))
    except OSError as error:
        yield 1, f"not a PO file: {error}"
        return
    yield from check_header(path, po)
    sources = {key(entry): entry for entry in template}
    known = set()
    for entry in po:
        if entry.obsolete or key(entry) not in sources:
            yield entry.linenum, f"obsolete: {entry.msgid!r}"
            continue
        known.add(key(entry))
        for problem in check_entry(entry):
            yield entry.linenum, f"{problem}: {entry.msgid!r}"
    for missing in sources.keys() - known:
        line = sources[missing].linenum
        yield 1, f"missing (line {line} of the template): {missing[1]!r}"


def check_addon(addon: Path) -> Iterator[str]:
    folder = addon / "i18n"
    template = folder / f"{addon.name}.pot"
    if not template.exists():
        if folder.exists():
            yield f"{template}:1: there is no such template"
        return
    for language in REQUIRED:
        if not (folder / f"{language}.po").exists():
            yield f"{folder / language}.po:1: there is no such translation"
    parsed = polib.pofile(str(template))
    for path in sorted(folder.glob("*.po")):
        for line, problem in sorted(check_language(path, parsed)):
            yield f"{path}:{line}: {problem}"


def main(addons: list[str]) -> int:
    problems = [problem for addon in addons for problem in check_addon(Path(addon))]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
