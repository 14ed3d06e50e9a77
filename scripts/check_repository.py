#!/usr/bin/env python3
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The rules of this repository that no linter knows.

    check_repository.py FILE...

Prints path:line: message for each breach; the exit code is 1 if there was one.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

MAX_FUNCTION_LINES = 40
LICENCE = (
    "# Copyright ",
    "# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).",
)
# Each pattern is written so that it does not match itself.
FORBIDDEN = {
    r"deb[.]debian[.]org|pypi[.]org/simple|pythonhosted[.]org|registry[.]npmjs": (
        "names the host of a package registry"
    ),
    r"\b(?:TO[D]O|FIX[M]E)\b": "unfinished work: do it or file an issue",
}
#: In SECURITY.md; below hes_code/tests/, or with the name of another add-on.
NAMED_TEST = re.compile(r"([\w/]+\.py)::(test_\w+)")
PINNED = re.compile(r"""["']?(@?[\w/.-]+)["']?(?:==|@|:\s*")(\d[\w.]*)""")

Problem = tuple[int, str]


def check_text(path: Path, text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, message in FORBIDDEN.items():
            if re.search(pattern, line):
                yield number, message
        if path.name == "package-lock.json" and '"resolved"' in line:
            yield number, "the lock file names where a package came from"


def is_call(node: ast.AST, method: str) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
    )


def check_calls(tree: ast.AST, comments: set[int]) -> Iterator[Problem]:
    """A sudo without its reason beside it; a commit of the cursor."""
    for statement in ast.walk(tree):
        if not isinstance(statement, ast.stmt):
            continue
        for node in own_expressions(statement):
            line = getattr(node, "end_lineno", 0)
            if is_call(node, "sudo"):
                line = node.func.end_lineno
                if not comments & {line, line - 1, statement.lineno - 1}:
                    yield line, "sudo() without a comment that says why"
            if is_call(node, "commit") and ends_in_cursor(node.func.value):
                yield line, "commit of the cursor"


def own_expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    """The expressions of a statement, without those of the statements in it."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from ast.walk(child)


def ends_in_cursor(node: ast.AST) -> bool:
    name = getattr(node, "attr", None) or getattr(node, "id", None)
    return name in ("cr", "_cr", "cursor")


def check_sizes(tree: ast.AST) -> Iterator[Problem]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                message = f"{node.name} has {lines} lines"
                yield node.lineno, f"{message}; {MAX_FUNCTION_LINES} at the most"


def check_python(path: Path, text: str) -> Iterator[Problem]:
    head = text.splitlines()[:5]
    if text.strip():
        for beginning in LICENCE:
            if not any(line.startswith(beginning) for line in head):
                yield 1, f"no licence header ({beginning.strip()})"
    if "tests" in path.parts:
        return
    tree = ast.parse(text)
    yield from check_sizes(tree)
    if path.parts[0] == "scripts":
        return
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
    yield from check_calls(tree, comments)


def check_pins(path: Path, text: str) -> Iterator[Problem]:
    """pre-commit runs the very versions that ./dev lint runs."""
    pins = {}
    for name in ("requirements-lint.txt", "package.json"):
        pins |= dict(PINNED.findall((path.parent / "scripts" / name).read_text()))
    for number, line in enumerate(text.splitlines(), 1):
        for package, version in PINNED.findall(line):
            if pins.get(package) != version:
                yield number, f"{package} {version}; ./dev lint: {pins.get(package)}"


def check_named_tests(path: Path, text: str) -> Iterator[Problem]:
    """Every defence that SECURITY.md claims names a test that exists."""
    for number, line in enumerate(text.splitlines(), 1):
        for file, test in NAMED_TEST.findall(line):
            source = path.parent / "hes_code" / "tests" / file
            if file.startswith("hes_code_"):
                source = path.parent / file
            known = source.read_text(encoding="utf-8") if source.exists() else ""
            if f"def {test}(self" not in known:
                yield number, f"there is no test {file}::{test}"


def check_file(path: Path) -> Iterator[Problem]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    yield from check_text(path, text)
    if path.suffix == ".py":
        try:
            yield from check_python(path, text)
        except SyntaxError as error:
            yield error.lineno or 1, "not Python"
    if path.name == "SECURITY.md":
        yield from check_named_tests(path, text)
    if path.name == ".pre-commit-config.yaml":
        yield from check_pins(path, text)


def main(names: list[str]) -> int:
    count = 0
    for name in names:
        for line, message in check_file(Path(name)):
            print(f"{name}:{line}: {message}")
            count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
