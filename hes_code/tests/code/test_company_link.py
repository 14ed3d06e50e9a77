# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCompanyLink(HttpCase):
    """The link of a note, opened by somebody who works in another company just now."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("Here", "There", "Elsewhere")
        cls.here, cls.there, cls.elsewhere = cls.env["res.company"].create(
            [{"name": name} for name in names]
        )
        cls.user = new_test_user(
            cls.env,
            "hes_two_companies",
            company_id=cls.here.id,
            company_ids=[(6, 0, (cls.here | cls.there).ids)],
        )

    def open(self, company, screen="hes-my-code", chosen=None):
        """Opens a link; returns where it leads and the companies that are chosen."""
        self.authenticate("hes_two_companies", "hes_two_companies")
        self.opener.cookies.pop("cids", None)
        if chosen:
            self.opener.cookies["cids"] = chosen
        link = f"/hes/in/{company.id}/{screen}"
        answer = self.url_open(link, allow_redirects=False)
        return answer.headers.get("Location", ""), answer.cookies.get("cids")

    def test_a_company_that_is_not_the_readers_is_not_chosen(self):
        for chosen in (None, str(self.here.id)):
            place, companies = self.open(self.elsewhere, chosen=chosen)
            self.assertTrue(place.endswith("/odoo/hes-my-code"), place)
            self.assertIsNone(companies)

    def test_it_leads_to_the_screens_of_notes_alone(self):
        place, companies = self.open(self.there, "../web/session/logout")
        self.assertNotIn("logout", place)
        for screen in ("hes-policy", "https:", "//evil.example"):
            with self.subTest(screen):
                self.assertEqual(self.open(self.there, screen)[1], None)

    def test_who_is_nobody_logs_in_first(self):
        answer = self.url_open(
            f"/hes/in/{self.there.id}/hes-my-code", allow_redirects=False
        )
        self.assertIn("/web/login", answer.headers["Location"])
        self.assertNotIn("cids", answer.cookies)

    def test_its_company_is_the_present_one_and_others_stay_chosen(self):
        here, there = self.here.id, self.there.id
        for chosen, companies in (
            (None, f"{there}"),
            (f"{here}", f"{there}-{here}"),
            (f"{here}-{there}", f"{there}-{here}"),
            (f"{self.elsewhere.id}-x", f"{there}"),
        ):
            with self.subTest(chosen):
                place, found = self.open(self.there, chosen=chosen)
                self.assertTrue(place.endswith("/odoo/hes-my-code"), place)
                self.assertEqual(found, companies)
