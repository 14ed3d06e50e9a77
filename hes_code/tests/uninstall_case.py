# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

import psycopg2

from odoo.sql_db import connection_info_for
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL, config

#: A database of stock Odoo with hr_attendance, which scripts/database.sh makes once.
STOCK = os.environ.get("HES_STOCK_DATABASE", "hes_base")
#: What another process needs to find the same server and add-ons.
OPTIONS = {
    "--config": "config",
    "--addons-path": "addons_path",
    "--data-dir": "data_dir",
    "--db_host": "db_host",
    "--db_port": "db_port",
    "--db_user": "db_user",
}
#: Seconds. Longer than it takes by far.
PATIENCE = 300


class UninstallCase(BaseCase):
    """A copy of a database of stock Odoo, for a process of its own."""

    def setUp(self):
        super().setUp()
        self.database = f"{get_db_name()}_uninstall"
        self.addCleanup(self.drop)
        self.drop()
        try:
            self.execute(
                SQL(
                    "CREATE DATABASE %s TEMPLATE %s",
                    SQL.identifier(self.database),
                    SQL.identifier(STOCK),
                )
            )
        except psycopg2.errors.InsufficientPrivilege:
            raise unittest.SkipTest("No database can be created here.") from None
        except psycopg2.errors.InvalidCatalogName:
            self.execute(SQL("CREATE DATABASE %s", SQL.identifier(self.database)))
            self.odoo("--init=hr_attendance", "--stop-after-init")
        files = Path(config.filestore(STOCK))
        if files.is_dir():
            shutil.copytree(files, config.filestore(self.database))

    def drop(self):
        name = SQL.identifier(self.database)
        self.execute(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", name))
        shutil.rmtree(config.filestore(self.database), ignore_errors=True)

    @staticmethod
    def execute(statement):
        _name, info = connection_info_for("postgres")
        connection = psycopg2.connect(**info)
        try:
            connection.autocommit = True
            with connection.cursor() as cr:
                cr.execute(statement.code, statement.params)
        finally:
            connection.close()

    def odoo(self, *arguments, program=("-m", "odoo", "server")):
        options = [
            f"{option}={value if not isinstance(value, list) else ','.join(value)}"
            for option, name in OPTIONS.items()
            if (value := config[name])
        ]
        return subprocess.run(
            [
                sys.executable,
                *program,
                *options,
                f"--database={self.database}",
                "--log-level=error",
                *arguments,
            ],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=PATIENCE,
            env=os.environ | {"PGPASSWORD": config["db_password"] or ""},
        ).stdout
