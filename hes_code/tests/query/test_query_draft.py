# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import Form, tagged

from ..common import RISKLESS, RISKY, HesCase


@tagged("post_install", "-at_install")
class TestQueryDraft(HesCase):
    def test_a_new_query_has_a_title_and_no_numbers(self):
        queries = self.as_user(self.officer, "hes.query")
        self.assertFalse(queries.new({}).display_name, "the client calls it new")
        form = Form(queries)
        arch = form._view["tree"]
        [name] = arch.xpath("//h1/field[@name='name']")
        self.assertEqual(name.get("invisible"), "not id")
        self.assertEqual(arch.xpath("//h1/span[@invisible='id']")[0].text, "New Query")
        [box] = arch.xpath("//div[@name='button_box']")
        self.assertEqual(box.get("invisible"), "state == 'draft'")

    def test_present_codes_are_asked_for_where_archived_ones_are_shown(self):
        self.code(self.ayse, RISKLESS)
        present = self.code(self.ayse, RISKY)
        query = self.as_user(self.officer, "hes.query").create({})
        query.with_context(active_test=False).action_start()
        self.assertEqual(query.batch_ids.code_ids, present)

    def test_a_draft_has_no_workbook_yet(self):
        draft = self.as_user(self.officer, "hes.query").create({})
        self.assertFalse(draft.edevlet_file)

    def test_what_is_left_of_a_form_goes_by_itself(self):
        code = self.code(self.ayse, RISKLESS)
        queries = self.as_user(self.officer, "hes.query")
        left, fresh = queries.create([{}, {}])
        waiting = queries._start_edevlet(code.with_env(queries.env))
        self.env.flush_all()
        old = fields.Datetime.now() - timedelta(days=1, seconds=5)
        self.env.cr.execute(
            "UPDATE hes_query SET write_date = %s WHERE id IN %s",
            [old, (left.id, waiting.id)],
        )
        self.env.invalidate_all(flush=False)
        self.env["hes.query"]._gc_empty_drafts()
        self.assertFalse(left.sudo().exists())
        self.assertEqual((fresh | waiting).sudo().exists(), fresh | waiting)
