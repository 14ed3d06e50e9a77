# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "HES Codes: Job Queue",
    "summary": "Asks for several batches of a HES query at once, as queue jobs",
    "version": "19.0.2.0.0",
    "category": "Human Resources/HES",
    "author": "hes_code contributors",
    "maintainers": ["hes-code"],
    "website": "https://github.com/hes-code/hes_code",
    "development_status": "Beta",
    "license": "LGPL-3",
    "depends": ["hes_code", "queue_job"],
    "data": ["data/queue_job_data.xml"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
