# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who sees what: what ``test_access_walk`` expects, and the README describes.

A model or a field that is missing here fails the walk.
"""

#: Every role, with the groups of a user who has nothing else.
ROLES = {
    "officer": "base.group_user,hes_code.group_hes_officer",
    "manager": "base.group_user,hes_code.group_hes_manager",
    "inspector": (
        "base.group_user,hes_code.group_hes_officer,"
        "hr_attendance.group_hr_attendance_user"
    ),
    "statistics": "base.group_user,hes_code.group_hes_statistics",
    "reception": "base.group_user,hes_code.group_hes_reception",
    "turnstile": "base.group_user,hes_code.group_hes_gate",
    "attendance": "base.group_user,hr_attendance.group_hr_attendance_user",
    "boss": "base.group_user",  # of the person that is looked at
    "employee": "base.group_user",
    "hr": "base.group_user,hr.group_hr_user",
    "system": "base.group_user,base.group_system",
    "portal": "base.group_portal",
    "public": "base.group_public",
}

#: Who looks after HES codes; an inspector looks after attendances as well, and has no
#: more rights to HES records than an officer.
KEEPERS = ("officer", "inspector", "manager")

#: Records of the own company: c(reate), r(ead), u(pdate), d(elete). A star: only what
#: is one's own. Records of other companies: nothing, for nobody. The columns are the
#: roles; a boss, an employee and HR have no more than any other internal user has
#: ("user"), the system administrator what SYSTEM adds, portal users and the public
#: nothing.
MODELS = """
model                    officer manager statistics reception turnstile attendance user
hes.access.log           -       r       -          -         -         -          -
hes.audit.log            -       r       -          -         -         -          -
hes.check                r       r       -          -         -         -          -
hes.code                 crud    crud    -          -         -         -          -
hes.code.proposal        r       r       -          -         -         -          -
hes.contact              ru      ru      -          -         -         -          -
hes.contact.case         cru     cru     -          -         -         -          -
hes.contact.due          -       -       -          -         -         -          -
hes.denial               -       -       -          -         -         -          -
hes.destruction.log          -       r       -          -         -         -          -
hes.edevlet.answer       crud*   crud*   -          -         -         -          -
hes.edevlet.answer.line  rd*     rd*     -          -         -         -          -
hes.edevlet.export       crud*   crud*   -          -         -         -          -
hes.edevlet.export.line  rd*     rd*     -          -         -         -          -
hes.end.programme        -       cru*    -          -         -         -          -
hes.exemption            r       cru     -          -         -         -          -
hes.information          -       r       -          -         -         -          -
hes.information.reading  -       r       -          -         -         -          -
hes.presence               r       r       -          r         -         -          -
hes.isolation.rule       r       crud    -          -         -         -          -
hes.overview.day         -       -       -          -         -         -          -
hes.permit               crud    crud    crud*      crud      crud*     crud*      crud*
hes.permit.participant   crud    crud    crud*      crud      crud*     crud*      crud*
hes.policy               r       ru      -          -         -         -          -
hes.query                cru     cru     -          -         -         -          -
hes.query.batch          r       r       -          -         -         -          -
hes.query.group          crud*   crud    -          -         -         -          -
hes.reminder             r       r       -          -         -         -          -
hes.report.coverage      r       r       -          -         -         -          -
hes.report.statistics    r       r       r          -         -         -          -
hes.report.status        r       r       -          -         -         -          -
hes.kiosk.attempt          -       r       -          -         -         -          -
hes.service              r       crud    -          -         -         -          -
hes.single.query         crud*   crud*   -          -         -         -          -
hes.template.import      crud*   crud*   -          -         -         -          -
hes.template.import.column rud*  rud*    -          -         -         -          -
hes.unknown.badge        -       r       -          -         -         -          -
hes.template.import.line rd*     rd*     -          -         -         -          -
"""

#: What system administrators may do, and other internal users may not.
SYSTEM = {"hes.policy": "ru"}

#: Fields of those models that not everybody who reads the record may read.
GUARDED = {
    "hes.code.proposal": {"": "badge digits network wording"},
    "hes.contact.case": {"": "due_ids"},
    "hes.permit": {"officer inspector manager": "hes_flag host_notified host_reason"},
    "hes.permit.participant": {
        "officer inspector manager": "clearance clearance_reason code_foreign"
    },
    "hes.service": {"manager": "password", "": "secret"},
}

#: Fields that this add-on gives to other models: who learns them of somebody else in
#: the own company. Of other companies nobody learns any.
FIELDS = {
    "hr.employee": {
        "officer inspector manager": """
            hes_checked_at hes_clearance_reason hes_code hes_code_hint hes_code_id
            hes_code_ids hes_contact_ids hes_exemption_ids hes_expires_at hes_expiry
            hes_last_check_ids hes_manager_open hes_manager_user_id hes_owner_check
            hes_risk_note hes_risk_status""",
        "officer inspector manager attendance": "hes_clearance",
        "officer inspector manager hr": "hes_required",
        "manager": "hes_leave_unconfirmed",
    },
    "hr.employee.public": {
        "officer inspector manager attendance boss": "hes_clearance"
    },
    "hr.attendance": {
        # HES officers alone see no attendances
        "inspector": "hes_clearance_reason hes_exemption_id hes_live",
        "inspector attendance": "hes_clearance hes_flag hes_forgotten",
    },
    # everybody their own; nobody anybody else's
    "res.users": {
        "": """
            hes_checked_at hes_clearance hes_code hes_code_hint hes_expiry hes_history
            hes_information hes_information_read_at hes_profile hes_risk_status""",
        "officer inspector manager": "hes_visit_only",  # the contact's
    },
    "res.partner": {"officer inspector manager": "hes_visit_only"},
    "hr.work.location": {
        """officer manager inspector statistics reception turnstile attendance boss
        employee hr system""": "hes_meeting_point"
    },
    "res.company": {
        "everybody": "hes_policy_id",  # which record it is; not what it says
    },
}


def model_rights():
    """:return: dict of model to dict of role to letters, with a star if own only"""
    header, *lines = MODELS.split("\n")[1:-1]
    columns = header.split()[1:]
    rights = {}
    for line in lines:
        model, *cells = line.split()
        shown = dict(zip(columns, (cell.strip("-") for cell in cells), strict=True))
        user = shown.pop("user")
        rest = dict.fromkeys(ROLES, user) | {"portal": "", "public": ""}
        rest["system"] = SYSTEM.get(model, user)
        rights[model] = rest | shown | {"inspector": shown["officer"]}
    return rights


def field_readers(table):
    """:return: dict of (model, field) to the set of roles that may read it"""
    return {
        (model, field): set(ROLES) if roles == "everybody" else set(roles.split())
        for model, rows in table.items()
        for roles, names in rows.items()
        for field in names.split()
    }
