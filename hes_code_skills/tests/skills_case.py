# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command

from odoo.addons.hes_code.tests.common import HesCase


class SkillsCase(HesCase):
    """Ayşe's position requires a training with two levels; nobody has it yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.training = cls._type("Work Safety", ("Basic", 50), ("Advanced", 100))
        cls.basic, cls.advanced = cls.training.skill_level_ids.sorted("level_progress")
        cls.job = cls.env["hr.job"].create({"name": "Welder"})
        cls.require(cls.training, cls.basic)
        cls.ayse.write({"job_id": cls.job.id, "tz": "Europe/Istanbul"})
        cls.policy = cls.company.hes_policy_id
        cls.policy.hes_codes = False

    @classmethod
    def _type(cls, name, *levels):
        return cls.env["hr.skill.type"].create(
            {
                "name": name,
                "is_certification": True,
                "skill_ids": [Command.create({"name": name})],
                "skill_level_ids": [
                    Command.create({"name": level, "level_progress": progress})
                    for level, progress in levels
                ],
            }
        )

    @classmethod
    def require(cls, kind, level):
        """The position of the welder requires this; returns the requirement."""
        return cls.env["hr.job.skill"].create(
            {
                "job_id": cls.job.id,
                "skill_type_id": kind.id,
                "skill_id": kind.skill_ids.id,
                "skill_level_id": level.id,
                "valid_from": "2020-01-01",
            }
        )

    def rule(self, action, kind=None, warn_days=30):
        return self.as_user(self.manager, "hes.requirement.rule").create(
            {
                "policy_id": self.policy.id,
                "skill_type_id": (kind or self.training).id,
                "action": action,
                "warn_days": warn_days,
            }
        )

    def certify(self, employee, first, last=False, level=None):
        return self.env["hr.employee.skill"].create(
            {
                "employee_id": employee.id,
                "skill_type_id": self.training.id,
                "skill_id": self.training.skill_ids.id,
                "skill_level_id": (level or self.basic).id,
                "valid_from": first,
                "valid_to": last,
            }
        )
