# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import http
from odoo.http import request

from ..models.settings.hes_policy import CODE_PAGE, LANGUAGES
from ..tools import kiosk_input
from ..tools.gate import code_page

#: More than the form has, whatever is typed.
LARGEST = 20_000

#: Nothing is kept by a browser, sent to another site, or shown inside one.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'"
    " 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


class HesCodePage(http.Controller):
    """The page on which people without a user give their HES code.

    It shows nothing that is stored, and answers whatever badge and digits are given in
    the same way: they are looked at later (``hes.code.proposal``).
    """

    @http.route(
        f"{CODE_PAGE}<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
        max_content_length=LARGEST,
    )
    def page(self, token, lang=None, **post):
        # no user: the link names the company, which is all that is read
        policy_sudo = request.env["hes.policy"]._of_code_page(kiosk_input.text(token))
        if not policy_sudo:
            raise request.not_found()
        self._speak(lang, policy_sudo.company_id)
        company_sudo = policy_sudo.with_env(request.env(su=True)).company_id
        if request.httprequest.method != "POST":
            return self._page(company_sudo)
        confirmed = bool(post.get("unusual")) and post["unusual"] == post.get("code")
        entry = code_page.read(
            post.get("badge"), post.get("digits"), post.get("code"), confirmed
        )
        if entry.fault:
            return self._page(company_sudo, entry=entry, typed=post)
        network = code_page.network(request.httprequest.remote_addr)
        # nobody reads or enters proposals by hand; this one is what was just given
        proposals_sudo = request.env["hes.code.proposal"].sudo()
        if not proposals_sudo._may_give(company_sudo, network):
            return self._page(company_sudo, status=429, typed=post)
        wording = kiosk_input.text(post.get("wording"))
        proposals_sudo._give(company_sudo, entry, network, wording)
        return self._page(company_sudo, given=True)

    @staticmethod
    def _speak(wanted, company):
        """Take the language that was chosen, else the browser's, else the company's."""
        codes = request.env["hes.policy"]._code_page_languages()
        accepted = request.httprequest.accept_languages.best_match(list(codes))
        home = (company.partner_id.lang or "")[:2]
        for short in (wanted, accepted, home, *codes):
            if short in codes:
                request.update_context(lang=codes[short])
                return

    @staticmethod
    def _page(company, entry=None, typed=None, status=200, given=False):
        """The page for a company (as the system).

        :param entry: what is wrong with what was typed, or None
        :param typed: what was typed, to be shown again; never what is stored
        :param status: 429 where no more is taken for now
        :param given: whether something was taken, whatever it was
        """
        # the text is for everybody; the page keeps it as it was read
        text_sudo = company.env["hes.information"]._version(company)
        typed = typed or {}
        values = {
            "title": request.env._("Give your HES code"),
            "company": company.name,
            "information": text_sudo.body,
            "wording": text_sudo.digest,
            "language": (request.env.lang or "en_US")[:2],
            "languages": {
                short: LANGUAGES[short]
                for short in company.hes_policy_id._code_page_languages()
            },
            "fault": entry and entry.fault,
            "explanation": HesCodePage._explanation(entry),
            "unusual": entry and entry.fault == "unusual" and typed["code"],
            "typed": {
                name: kiosk_input.text(typed.get(name))
                for name in ("badge", "digits", "code")
            },
            "many": status == 429,
            "given": given,
        }
        response = request.render("hes_code.code_page", values, status=status)
        response.headers.update(HEADERS)
        return response

    @staticmethod
    def _explanation(entry):
        """What is wrong with the code that was typed, as a sentence; or False."""
        codes = request.env["hes.code"]
        if entry and entry.error:
            return codes._explain(entry.error)
        return codes._hint(entry.code) if entry and entry.fault == "unusual" else False
