# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import HttpCase, tagged

from ..common import HesCase, set_service_url
from ..stand_in import StandIn

#: Follows the pointer of the interactive tour as a person does: clicks where it points.
FOLLOW_POINTER = """
    const until = async (found) => {
        for (let i = 0; i < 300; i++) {
            const value = found();
            if (value) {
                return value;
            }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`not found: ${found}`);
    };
    const find = (selector) => until(() => document.querySelector(selector));
    const pointed = async (selector) => {
        const target = await find(selector);
        await until(() => {
            const tip = document.querySelector(".o_tour_pointer:not(.invisible)");
            if (!tip || getComputedStyle(tip).display === "none") {
                return false;
            }
            const [a, b] = [tip, target].map((one) => one.getBoundingClientRect());
            return (
                Math.abs(a.left + a.width / 2 - b.left - b.width / 2) < 150 &&
                Math.abs(a.top + a.height / 2 - b.top - b.height / 2) < 150
            );
        });
        return target;
    };
    const follow = async () => {
        // nobody is there to choose a file in the dialog of the operating system
        HTMLInputElement.prototype.click = () => undefined;
        (await find(".o_hes_setup_tour")).click();
        (await pointed("[data-step=codes] .o_hes_setup_codes")).click();
        (await pointed("button[name=action_download_template]")).click();
        (await pointed("[name=data] .o_select_file_button")).dispatchEvent(
            new Event("click", {bubbles: true, cancelable: true})
        );
        const input = await find(".o_field_widget[name=data] input[type=file]");
        const list = new File(
            ["Sicil;Ad Soyad;HES Kodu\\n1001;Ayşe Işık;A4D7-1132-10"], "liste.csv",
            {type: "text/csv"}
        );
        const files = new DataTransfer();
        files.items.add(list);
        input.files = files.files;
        input.dispatchEvent(new Event("change", {bubbles: true}));
        (await pointed("button[name=action_preview]")).click();
        (await pointed("button[name=action_import]")).click();
        await find(".alert-success");
        const overview = "[data-menu-xmlid='hes_code.hes_code_menu_overview']";
        (await pointed(overview)).click();
        (await pointed("[data-step=query] .o_hes_setup_query")).click();
        await find(".o_reward");
        console.log("test successful");
    };
    follow().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestSetupBrowser(HttpCase, HesCase):
    """The first hour, in a real browser."""

    def setUp(self):
        super().setUp()
        self.policy = self.company.hes_policy_id
        self.policy.write({"gate": "off", "policy_mismatch": "warn"})
        self.officer.active = False  # who installs is alone at first
        self.manager.group_ids += self.env.ref("base.group_system")

    def test_from_a_fresh_installation_to_the_first_refused_check_in(self):
        own = {"A4D7113210": ("10000000170", "Ayşe", "Işık")}
        stand_in = self.enterContext(StandIn(people=own))
        set_service_url(self.env, stand_in.url)
        self.start_tour("/odoo/hes", "hes_setup", login=self.manager.login)
        self.assertTrue(self.plain_user.has_group("hes_code.group_hes_officer"))
        self.assertEqual(self.policy.gate, "on")
        self.assertEqual(self.burak.hes_clearance, "denied")
        self.company.attendance_from_systray = True
        worker = self._user("worker", "base.group_user")
        self.burak.user_id = worker
        self.start_tour("/odoo", "hes_systray_refused", login=worker.login)
        self.assertFalse(self.burak.attendance_ids)

    def test_an_officer_sees_their_own_steps(self):
        self.officer.active = True
        self.start_tour("/odoo/hes", "hes_setup_of_officer", login=self.officer.login)

    def test_the_way_of_a_list_is_shown_step_by_step(self):
        self.browser_js(
            "/odoo/hes",
            FOLLOW_POINTER,
            "odoo.isReady === true",
            login=self.manager.login,
            timeout=120,
        )
        self.assertTrue(self.ayse.hes_code)

    def test_sample_data_come_and_go_with_one_click_each(self):
        before = self.env["res.company"].search([])
        self.start_tour("/odoo/hes", "hes_sample_load", login=self.manager.login)
        self.assertEqual(self.env["res.company"].search([]), before)
        self.assertFalse(self.env["hes.code"].search([]))
