# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where a defence is taken out: a copy of the add-on, and copies of databases."""

import configparser
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(os.environ["CACHE"])
ADDONS = ("hes_code", "hes_code_queue_job")
#: Stock Odoo, and the same with the add-on as it is.
BASE, PREPARED = "hes_base", "hes_defences"
#: Seconds for one test, or one installation.
PATIENCE = 600


@dataclass(frozen=True)
class End:
    """How a test ended: passed, failure (in the test), error or skipped."""

    outcome: str
    text: str = ""

    @property
    def said(self):
        """The exception, in one line."""
        lines = [line for line in self.text.splitlines() if line.strip()]
        found = [line for line in lines if re.match(r"[\w.]+(Error|Exception)\b", line)]
        return (found or lines or [""])[-1].strip()


class Bench:
    """A tree below the cache folder that is changed, tested and restored."""

    def __init__(self, root, number):
        self.name = f"{PREPARED}_{number}"
        self.folder = CACHE / "data" / "defences" / str(number)
        self.tree = self.folder / "tree"
        self.root = root
        shutil.rmtree(self.folder, ignore_errors=True)
        self.tree.mkdir(parents=True)
        for addon in ADDONS:
            self._copy(addon)
        shutil.copy(root / "pyproject.toml", self.tree)
        self._write_config()

    def _copy(self, addon):
        ignored = shutil.ignore_patterns("__pycache__", ".hypothesis")
        shutil.copytree(self.root / addon, self.tree / addon, ignore=ignored)

    def _write_config(self):
        """The configuration of ./dev, with the add-on from this tree."""
        config = configparser.ConfigParser(interpolation=None)
        config.read(os.environ["ODOO_RC"])
        paths = config["options"]["addons_path"].rpartition(",")[0]
        config["options"]["addons_path"] = f"{paths},{self.tree}"
        self.config = self.folder / "odoo.conf"
        self.config.touch(0o600)
        with open(self.config, "w") as file:
            config.write(file)

    @contextmanager
    def changed(self, edits):
        paths = {self.tree / edit.file for edit in edits}
        before = {path: path.read_bytes() for path in paths if path.is_file()}
        try:
            for edit in edits:
                edit.apply(self.tree)
            yield
        finally:
            for path, content in before.items():
                path.write_bytes(content)

    @contextmanager
    def database(self, base):
        """The name of a copy of ``base``."""
        self._drop()
        try:
            subprocess.run(["createdb", self.name, "--template", base], check=True)
            files = CACHE / "data" / "filestore"
            if (files / base).is_dir():
                shutil.copytree(files / base, files / self.name)
            yield self.name
        finally:
            self._drop()

    def _drop(self):
        command = ["dropdb", "--if-exists", "--force", self.name]
        subprocess.run(command, check=True, capture_output=True)
        files = CACHE / "data" / "filestore" / self.name
        shutil.rmtree(files, ignore_errors=True)

    def _call(self, *command):
        """(exit code, output); TimeoutError names how long was waited."""
        environment = {
            **os.environ,
            "ODOO_RC": str(self.config),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.folder / "hypothesis"),
        }
        try:
            done = subprocess.run(
                [sys.executable, "-m", *command],
                cwd=self.tree,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"{PATIENCE} seconds") from error
        return done.returncode, done.stdout

    def install(self, database):
        """Install the add-on as it is in the tree; what hinders it, or nothing."""
        command = ("odoo", "server", "--config", str(self.config))
        command += ("--database", database, "--init", "hes_code", "--stop-after-init")
        code, output = self._call(*command)
        return code and End("error", output).said

    def _pytest(self, paths, database, *options):
        command = ("pytest", "--rootdir", str(self.tree), "-p", "no:cacheprovider")
        command += ("--odoo-config", str(self.config), "--odoo-database", database)
        return self._call(*command, *options, *sorted(paths))[1]

    def tests(self, paths):
        """The tests in these files, as ``test_x.py::TestX::test_x``."""
        present = {path for path in paths if (self.tree / path).is_file()}
        said = self._pytest(present, PREPARED, "--collect-only", "-q")
        return set(re.findall(r"^hes_code/tests/(test_.+::test_\w+)$", said, re.M))

    def run(self, paths, database):
        """Run tests: (dict of test, as above, to its :class:`End`, output)."""
        results = self.folder / "results.xml"
        results.unlink(missing_ok=True)
        options = ("--odoo-http", "--odoo-log-level", "error")
        options += ("--tb", "native", "--junitxml", str(results))
        output = self._pytest(paths, database, *options)
        if not results.is_file():
            return {}, output
        ends = {}
        for case in ElementTree.parse(results).iter("testcase"):
            names = case.get("classname").removeprefix("hes_code.tests.")
            module, *group = names.split(".")
            test = "::".join([f"{module}.py", *group, case.get("name")])
            for mark in case:
                if mark.tag in ("failure", "error", "skipped"):
                    ends.setdefault(test, End(mark.tag, mark.text or ""))
            ends.setdefault(test, End("passed"))
        return ends, output
