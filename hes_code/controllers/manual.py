# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from functools import lru_cache
from pathlib import Path

from docutils.core import publish_parts
from markupsafe import Markup

from odoo import http
from odoo.http import request

PAGES = Path(__file__).parents[1] / "doc"
SETTINGS = {
    "doctitle_xform": False,
    "file_insertion_enabled": False,
    "initial_header_level": 1,
    "raw_enabled": False,
    "report_level": 5,
}


@lru_cache
def read(language, name):
    """A page as HTML, None where there is none.

    :param language: ``en`` or ``tr``
    :param name: of one of the files in the manual's folder, without ``.rst``
    """
    page = PAGES / language / f"{name}.rst"
    if page not in PAGES.glob("*/*.rst"):
        return None
    parts = publish_parts(
        page.read_text(encoding="utf-8"),
        writer_name="html5",
        settings_overrides=SETTINGS,
    )
    return Markup(parts["body"])


class HesManual(http.Controller):
    """The manual. The addresses of its pages are as long as the paths of their
    sources: links and pictures are found here and in the repository."""

    @http.route("/hes_code/manual", type="http", auth="user", methods=["GET"])
    def manual(self):
        language = "tr" if request.env.lang == "tr_TR" else "en"
        return request.redirect(f"/hes_code/manual/{language}/index.rst")

    @http.route(
        "/hes_code/manual/<any(en, tr):language>/<string:name>.rst",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def page(self, language, name):
        body = read(language, name)
        if body is None:
            raise request.not_found()
        values = {"body": body, "language": language, "name": name}
        return request.render("hes_code.manual_page", values)
