# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged
from odoo.tools import SQL

from ..common import RISKLESS, RISKY
from ..database_scan import places
from .test_retention import NOW, RetentionCase

#: What is looked for: the code in both ways of writing it, and what the ministry said.
TRACES_OF_AYSE = ("B1C2-3456-66", "B1C2345666", "********170", "Ay*** Iş**")
#: What tells of a status, in any of our texts.
STATUS = ("risky", "Risky", "cleared", "RISKY")


@tagged("post_install", "-at_install")
class TestNothingLeft(RetentionCase):
    """After the erasure no column of no table has anything of it."""

    def setUp(self):
        super().setUp()
        self.ayse.parent_id = self.cigdem
        self.cigdem.user_id = self.plain_user
        self.fill(self.ayse, RISKY)
        self.fill(self.burak, RISKLESS)
        self.used_by_hand()
        self.env.flush_all()

    def used_by_hand(self):
        """What officers leave beside a code: activities, done and not, notes, mails,
        files, a question for e-Devlet, a journey."""
        code = self.ayse.hes_code_id.with_user(self.officer)
        code.message_post(
            body="B1C2-3456-66 is Risky, call Ayşe Işık",
            subject="About B1C2-3456-66",
            partner_ids=self.manager.partner_id.ids,
            attachments=[("B1C2-3456-66.txt", b"B1C2-3456-66 is Risky")],
        )
        for user in self.officer, self.manager:
            code.activity_schedule(
                "mail.mail_activity_data_todo",
                summary="B1C2-3456-66 is Risky",
                note="B1C2345666 is Risky",
                user_id=user.id,
            )
        code.activity_ids[:1].action_feedback(feedback="B1C2-3456-66 was Risky")
        contact = self.env["hes.contact"].search([("employee_id", "=", self.ayse.id)])
        contact.with_user(self.officer).message_post(body="B1C2-3456-66 is Risky")
        contact.case_id.note = "B1C2-3456-66 is Risky"
        query = self.as_user(self.officer, "hes.query").create({})
        query._enlist(code)
        group = self.as_user(self.officer, "hes.query.group").create(
            {"name": "x", "employee_ids": self.ayse.ids}
        )
        group.edevlet_code_ids = code
        visit = self.env["hes.permit"].create(
            {"kind": "travel", "company_id": self.company.id, "date_from": NOW}
        )
        visit.participant_ids = [(0, 0, {"employee_id": self.ayse.id})]
        visit._judge(self.env["res.company"])
        self.assertEqual(visit.participant_ids.clearance_reason, "exempted")

    def places(self, texts):
        self.env.flush_all()
        return places(self.env, texts)

    def test_nothing_of_the_code_is_in_the_database(self):
        before = self.places(TRACES_OF_AYSE)
        self.assertLessEqual(
            {
                "hes_code.code",
                "mail_activity.summary",
                "mail_activity.note",
                "mail_message.body",
                "mail_message.subject",
                "ir_attachment.name",
            },
            before,
        )
        self.assertNotIn("mail_activity.res_name", before)
        self.ayse.with_user(self.manager).action_hes_forget()
        self.assertEqual(self.places(TRACES_OF_AYSE), set())
        self.assertIn("hes_code.code", self.places([RISKLESS]), "somebody else's")

    def test_no_text_names_the_person_and_a_status(self):
        self.ayse.with_user(self.manager).action_hes_forget()
        for table, column in (
            ("mail_message", "body"),
            ("mail_activity", "note"),
            ("mail_activity", "summary"),
            ("mail_activity", "res_name"),
        ):
            rows = self.env.execute_query(
                SQL(
                    "SELECT %s FROM %s WHERE %s::text LIKE %s",
                    SQL.identifier(column),
                    SQL.identifier(table),
                    SQL.identifier(column),
                    "%Ayşe%",
                )
            )
            for [text] in rows:
                for word in STATUS:
                    self.assertNotIn(word, text)

    def test_who_leaves_leaves_nothing_either(self):
        self.ayse.active = False
        self.destroy_due()
        # what stands on e-Devlet stays until it is deleted there, or its days are over
        self.assertIn("hes_code.code", self.places(TRACES_OF_AYSE))
        self.env["hes.query.group"].search([]).edevlet_code_ids = False
        self.destroy_due()
        self.assertEqual(self.places(TRACES_OF_AYSE), set())
