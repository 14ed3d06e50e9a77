# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import ast
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ...tools.service.answer import Answer
from ...tools.service.errors import RefusedError
from ..common import RISKLESS, HesCase

NOW = "2021-03-01 05:00:00"
HEALTH_WORDS = ("risk", "hes", "covid", "health", "sağlık", "riskli")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAlert(HesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss_user = cls._user("boss", "base.group_user")
        cls.boss_user.write({"notification_type": "inbox", "lang": "tr_TR"})
        cls.boss = cls.env["hr.employee"].create(
            {
                "name": "Boss",
                "company_id": cls.company.id,
                "user_id": cls.boss_user.id,
            }
        )
        cls.ayse.parent_id = cls.boss
        cls.hes_code = cls.env["hes.code"].create(
            {"employee_id": cls.ayse.id, "code": RISKLESS}
        )

    def setUp(self):
        super().setUp()
        self.stand_in, _service = self.start_service()

    def answer(self, word):
        self.stand_in.overrides["A4D7113210"] = word
        self.hes_code.with_user(self.officer).action_check()

    def activities(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", "hes.code"), ("res_id", "=", self.hes_code.id)]
        )

    def test_an_administrator_cannot_delete_what_a_risk_is_told_by(self):
        types = self.env["mail.activity.type"].search([("name", "!=", False)])
        ours = types.filtered(
            lambda kind: kind.get_external_id()[kind.id].startswith("hes_code.")
        )
        self.assertEqual(len(ours), 4)
        for kind in ours:
            with self.assertRaisesRegex(UserError, "cannot delete"):
                kind.unlink()

    def test_nor_by_what_the_notes_about_people_are_found_that_end(self):
        with self.assertRaisesRegex(UserError, "needs this subtype"):
            self.env.ref("hes_code.mail_message_subtype_clearance").unlink()

    def test_a_scheduled_action_that_a_risk_wakes_is_switched_off_and_not_deleted(self):
        cron = self.env.ref("hes_code.ir_cron_contacts")
        with self.assertRaisesRegex(UserError, "switch it off"):
            cron.unlink()
        cron.active = False
        self.answer("RISKY")
        self.assertEqual(self.hes_code.risk_status, "risky")

    def test_officers_get_an_urgent_activity(self):
        self.answer("RISKY")
        activities = self.activities()
        self.assertLessEqual(self.officer | self.manager, activities.user_id)
        self.assertFalse(
            activities.user_id & (self.attendance_officer | self.plain_user)
        )
        self.assertEqual(activities[0].date_deadline.isoformat(), "2021-03-01")
        self.assertEqual(activities[0].activity_type_id.decoration_type, "danger")

    def test_many_at_once_are_one_activity_for_each_officer(self):
        codes = self.codes_of_people(50)
        count = len(self.env["mail.activity"].search([]))
        checks = self.env["hes.check"]
        answer = {code: Answer(code.code, "risky") for code in codes}
        checks._record(answer)
        officers = self.env["res.users"]._hes_officers(self.company)
        new = self.env["mail.activity"].search([], order="id desc")[: -count or None]
        self.assertEqual(sorted(new.user_id.ids), sorted(officers.ids))
        self.assertEqual(len(new), len(officers))
        self.assertEqual(
            (new[0].res_model, new[0].res_id),
            ("hes.policy", self.company.hes_policy_id.id),
        )
        self.assertIn("50 people", new[0].note)
        listed = self.env.ref("hes_code.hes_code_action_not_cleared")
        link = f"/hes/in/{self.company.id}/{listed.path}"
        self.assertIn(link, new[0].note)
        found = self.env["hes.code"].search(
            ast.literal_eval(listed.domain) + [("company_id", "=", self.company.id)]
        )
        self.assertEqual(found, codes)
        answer = {code: Answer(code.code, "riskless") for code in codes}
        last = codes[-1]
        checks._record({code: row for code, row in answer.items() if code != last})
        self.assertTrue(new.exists(), "somebody is risky still")
        checks._record({last: answer[last]})
        self.assertFalse(new.exists())

    def test_of_many_answers_few_are_judged_with_all_else(self):
        """A bulk check has 500 answers a batch: only whom one may deny, or who was
        denied before, is judged."""
        codes = self.codes_of_people(3)
        (fresh, masked, risky), people = codes, codes.employee_id
        answers = {
            fresh: Answer(fresh.code, "riskless"),
            masked: Answer(masked.code, "riskless", masked_name="Qu**** Xx****"),
            risky: Answer(risky.code, "risky"),
        }
        self.env["hes.check"]._record(answers)
        self.assertEqual(codes._who_may_turn(), people[2])
        self.company.hes_policy_id.policy_mismatch = "block"
        self.assertEqual(codes._who_may_turn(), people[1:])
        self.record_answer(risky, status="riskless")
        self.assertEqual(codes._who_may_turn(), people[1])

    def test_activities_have_each_readers_language_and_day(self):
        """Whoever writes them: a scheduled action has English and UTC."""
        kinds = ("risk", "service", "recorded")
        for kind in kinds:
            self.env.ref(f"hes_code.mail_activity_type_{kind}").with_context(
                lang="tr_TR"
            ).summary = f"Türkçe {kind}"
        (self.officer | self.manager).write({"lang": "tr_TR"})
        self.officer.tz, self.manager.tz = "Pacific/Kiritimati", False
        self.company.resource_calendar_id.tz = "Pacific/Niue"
        with freeze_time("2021-03-01 10:30:00"):
            self.record_answer(self.hes_code, "2021-03-01 04:00:00", "risky")
            service = self.env["hes.service"].search(
                [("company_id", "=", self.company.id)]
            )
            service._suspend(RefusedError("refused", 401))
            self.env["hr.attendance"].create(
                {
                    "employee_id": self.ayse.id,
                    "check_in": "2021-03-01 05:00:00",
                    "check_out": "2021-03-01 06:00:00",
                }
            )
        found = self.env["mail.activity"].search(
            [("user_id", "in", (self.officer | self.manager).ids)]
        )
        days = {self.officer: date(2021, 3, 2), self.manager: date(2021, 2, 28)}
        self.assertEqual(
            {row.summary for row in found}, {f"Türkçe {kind}" for kind in kinds}
        )
        for row in found:
            self.assertEqual(row.date_deadline, days[row.user_id])

    def test_only_a_turn_is_told_not_every_answer(self):
        self.answer("RISKY")
        count = len(self.activities())
        self.answer("RISKY")
        self.assertEqual(len(self.activities()), count)
        self.assertEqual(len(self.notes(self.boss_user)), 1)

    def test_the_manager_gets_a_neutral_note_in_their_language(self):
        self.answer("RISKY")
        note = self.notes(self.boss_user)
        self.assertIn("Ayşe Işık", note.body)
        self.assertIn("İnsan Kaynakları", note.body)
        for word in HEALTH_WORDS:
            self.assertNotIn(word, (note.body + note.subject).lower())
        self.assertFalse(note.model)

    def test_a_note_has_the_time_where_its_reader_is_or_else_in_the_company(self):
        """Managers who never chose a time zone have none."""
        self.company.resource_calendar_id.tz = "Pacific/Niue"
        for zone, seen in (
            ("Pacific/Kiritimati", "1.03.2021 18:00"),
            (False, "28.02.2021 17:00"),
        ):
            self.boss_user.partner_id.tz = zone
            with freeze_time("2021-03-01 04:00:00"):
                _subject, body = self.note_for(
                    lambda: self.record_answer(self.hes_code, status="risky")
                )
                self.record_answer(self.hes_code)
            self.assertIn(seen, body)

    def note_for(self, turn):
        """What the manager is sent because of ``turn``."""
        before = self.notes(self.boss_user)
        turn()
        note = self.notes(self.boss_user) - before
        self.assertEqual(len(note), 1)
        return note.subject, note.body

    def end_code(self):
        self.record_answer(self.hes_code, status="not_found")

    def end_all(self):
        self.record_answer(self.hes_code, status="riskless", masked_name="Ay**** I***")

    def test_every_reason_brings_the_same_note(self):
        policy = self.company.hes_policy_id
        policy.write({"policy_mismatch": "block", "policy_stale": "block"})
        policy.policy_missing = "block"
        cron = self.env["hr.employee"]._cron_notify_changes
        self.end_all()
        begun, ended = set(), set()

        def foreign():
            self.record_answer(self.hes_code, masked_name="Bu**** Ç****")

        def withdrawn():
            self.hes_code.active = False
            cron()

        def stale():
            self.hes_code.checked_at = "2021-01-01"
            cron()

        def came_back():
            self.hes_code.active = True
            cron()

        for turn, back in (
            (lambda: self.answer("RISKY"), self.end_all),
            (self.end_code, self.end_all),
            (foreign, self.end_all),
            (stale, self.end_all),
            (withdrawn, came_back),
        ):
            begun.add(self.note_for(turn))
            ended.add(self.note_for(back))
        self.assertEqual((len(begun), len(ended)), (1, 1))
        [(subject, _body)] = begun
        self.assertEqual({subject}, {said for said, _body in ended})

    def test_an_exemption_brings_it_too(self):
        self.answer("RISKY")
        exemptions = self.as_user(self.manager, "hes.exemption")
        values = {"employee_id": self.ayse.id, "date_to": "2021-03-01", "reason": "x"}
        ended = self.note_for(lambda: exemptions.create(values))
        self.assertIn("Ayşe Işık", ended[1])
        with freeze_time("2021-03-02 05:00:00"):
            self.note_for(self.env["hr.employee"]._cron_notify_changes)

    @mute_logger("odoo.addons.hes_code.models.settings.res_company")
    def test_a_fault_of_one_company_stops_no_other(self):
        self.company.hes_policy_id.policy_missing = "block"
        self.hes_code.active = False
        people = type(self.env["hr.employee"])
        verdicts = people._hes_verdicts

        def fail(employees, *args):
            if employees.company_id != self.company:
                raise OverflowError
            return verdicts(employees, *args)

        with patch.object(people, "_hes_verdicts", fail):
            self.note_for(self.env["hr.employee"]._cron_notify_changes)

    def test_nothing_is_sent_while_nothing_changes(self):
        self.answer("RISKY")
        self.end_code()
        self.env["hr.employee"]._cron_notify_changes()
        self.assertEqual(len(self.notes(self.boss_user)), 1, "denied all the time")

    def test_a_plain_mail_has_a_link_and_not_a_word_about_the_person(self):
        self.boss_user.notification_type = "email"
        mails = self.env["mail.mail"].search([])
        self.answer("RISKY")
        mail = (self.env["mail.mail"].search([]) - mails).filtered(
            lambda one: self.boss_user.partner_id in one.recipient_ids
        )
        self.assertIn("/odoo/action-hes_code.mail_message_action_notes", mail.body_html)
        for word in ("Ayşe", "Işık", "İnsan", *HEALTH_WORDS):
            plain = mail.body_html.replace("action-hes_code", "")
            self.assertNotIn(word.lower(), f"{mail.subject} {plain}".lower())
        action = self.env.ref("hes_code.mail_message_action_notes")
        own = self.as_user(self.boss_user, "mail.message")
        note = own.search(safe_eval(action.domain))
        self.assertIn("Ayşe Işık", note.body)
        other = self.as_user(self.plain_user, "mail.message")
        self.assertFalse(other.search(safe_eval(action.domain)))

    def test_no_mail_names_the_code(self):
        mails = self.env["mail.mail"].search([])
        self.answer("RISKY")
        new = self.env["mail.mail"].search([]) - mails
        for text in new.mapped("subject") + new.mapped("body_html"):
            for word in ("A4D7", *HEALTH_WORDS):
                self.assertNotIn(word.lower(), (text or "").lower())

    def test_the_first_riskless_answer_closes_it_and_tells_the_same_people(self):
        self.answer("RISKY")
        self.answer("hescodehasbeenexpired")
        self.assertTrue(self.activities(), "a dead code ends nothing")
        self.answer("RISKLESS")
        self.assertFalse(self.activities())
        for user in (self.boss_user, self.officer):
            self.assertIn("Ayşe Işık", self.notes(user)[0].body)
        self.assertEqual(len(self.notes(self.boss_user)), 2)

    def test_it_closes_although_the_code_was_replaced(self):
        self.answer("RISKY")
        old = self.activities()
        self.stand_in.people["K1L2345678"] = ("10000000170", "Ayşe", "Işık")
        self.hes_code = self.code(self.ayse, "K1L2-3456-78")
        self.hes_code.with_user(self.officer).action_check()
        self.assertFalse(old.exists())

    def test_somebody_inside_is_flagged_at_once(self):
        self.answer("RISKLESS")
        attendance = self.ayse._attendance_action_change()
        self.answer("RISKY")
        self.assertTrue(attendance.hes_flag)
        self.assertEqual(attendance.hes_clearance, "cleared", "as at check-in")

    def test_whoever_looks_at_the_attendances_is_told_to_look_again(self):
        self.env["bus.bus"].search([]).unlink()
        self.answer("RISKY")
        self.env.cr.precommit.run()
        group = self.env.ref("hr_attendance.group_hr_attendance_officer")
        sent = self.env["bus.bus"].search(
            [("channel", "like", f'"res.groups",{group.id}]')]
        )
        self.assertIn("hes_clearance_changed", sent.mapped("message")[0])
        self.assertNotIn("Ayşe", "".join(sent.mapped("message")))

    def turn_all(self, count, word, pattern):
        """People of one manager, answered all at once: statements that it took."""
        people = self.env["hr.employee"].create(
            [
                {
                    "name": f"P{i}",
                    "company_id": self.company.id,
                    "parent_id": self.boss.id,
                }
                for i in range(count)
            ]
        )
        codes = self.env["hes.code"].create(
            [
                {"employee_id": person.id, "code": pattern.format(i)}
                for i, person in enumerate(people)
            ]
        )
        codes.with_user(self.officer).action_check()
        said = [code.code.replace("-", "") for code in codes]
        self.stand_in.overrides.update(dict.fromkeys(said, word))
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        codes.with_user(self.officer).action_check()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_many_at_once_are_one_note_a_reader(self):
        self.turn_all(12, "RISKY", "K1L2-{:04}-00")
        [note] = self.notes(self.boss_user)
        for number in range(12):
            self.assertIn(f"P{number} ", note.body)

    def test_telling_takes_no_statements_a_person(self):
        self.turn_all(1, "RISKY", "G1H2-{:04}-00")  # what is read once and kept
        few = self.turn_all(3, "RISKY", "K1L2-{:04}-00")
        many = self.turn_all(60, "RISKY", "M1N2-{:04}-00")
        self.assertLess(many - few, 10, "rows are inserted a hundred a statement")
