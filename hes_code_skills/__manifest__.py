# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "HES Codes: Certificates at the Gate",
    "summary": "Certificates, work permits and visitors' papers with dates at the gate",
    "version": "19.0.2.0.0",
    "category": "Human Resources/HES",
    "author": "hes_code contributors",
    "maintainers": ["hes-code"],
    "website": "https://github.com/hes-code/hes_code",
    "development_status": "Beta",
    "license": "LGPL-3",
    "depends": ["hes_code", "hr_skills"],
    "data": [
        "security/ir.model.access.csv",
        "security/hes_code_skills_rules.xml",
        "report/hes_report_requirement_views.xml",
        "report/hes_report_coverage_views.xml",
        "views/hes_policy_views.xml",
        "views/hes_visitor_requirement_views.xml",
        "views/hr_employee_views.xml",
        "views/hes_code_skills_menus.xml",
    ],
    "assets": {"web.assets_tests": ["hes_code_skills/static/tests/tours/**/*"]},
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
