# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "HES Codes",
    "summary": "Who may safely come in: HES codes, bulk queries, the gate",
    "version": "19.0.1.0.0",
    "category": "Human Resources/HES",
    "author": "hes_code contributors",
    "license": "LGPL-3",
    "depends": ["hr_attendance"],
    "data": [
        "security/hes_code_security.xml",
        "security/ir.model.access.csv",
        "data/ir_sequence_data.xml",
        "data/mail_activity_type_data.xml",
        "data/ir_cron_data.xml",
        "views/hes_code_views.xml",
        "views/hes_check_views.xml",
        "views/hes_query_views.xml",
        "views/hes_service_views.xml",
        "views/hes_exemption_views.xml",
        "views/hes_second_look_views.xml",
        "views/hes_access_log_views.xml",
        "views/hes_information_views.xml",
        "views/hes_stored_templates.xml",
        "views/res_users_views.xml",
        "views/hr_employee_views.xml",
        "views/hr_employee_public_views.xml",
        "views/hr_attendance_views.xml",
        "views/res_company_views.xml",
        "views/res_config_settings_views.xml",
        "wizards/hes_template_import_views.xml",
        "views/hes_menus.xml",
    ],
    "demo": ["demo/hes_code_demo.xml"],
    "assets": {
        "web.assets_backend": [
            "hes_code/static/src/errors/**/*",
            "hes_code/static/src/views/**/*",
        ],
        "hr_attendance.assets_public_attendance": [
            "hes_code/static/src/public_kiosk/**/*",
        ],
        "web.assets_tests": [
            # tours need them, and the kiosk's page does not have them
            "web_tour/static/src/js/tour_state.js",
            "web_tour/static/src/js/utils/tour_utils.js",
            "hes_code/static/tests/tours/**/*",
        ],
    },
    "images": ["static/description/banner.png"],
    "application": True,
}
