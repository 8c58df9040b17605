"""What each role may do, and which roles it may give: the two tables of rights."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.scoping.actions import Action


class Role(models.TextChoices):
    """Where a membership points: a school, a commune's schools, or every school."""

    TEACHER = "teacher", _("teacher")
    HOMEROOM = "homeroom", _("homeroom teacher")
    VICE_HEAD = "vice_head", _("vice-head")
    HEAD = "head", _("head")
    CLERK = "clerk", _("school clerk")
    COMMUNE_OFFICER = "commune_officer", _("commune officer")
    DEPARTMENT_OFFICER = "department_officer", _("department officer")
    DEPARTMENT_ADMIN = "department_admin", _("department administrator")
    MINISTRY_OFFICER = "ministry_officer", _("ministry officer")
    AUDITOR = "auditor", _("auditor")
    MACHINE = "machine", _("machine account")


A = Action
# Officials see figures; the names of children are for the people of their school.
_SCHOOL = {A.READ_SCHOOL, A.READ_STUDENTS}
_TEACHER = {A.READ_SCHOOL, A.READ_TAUGHT_STUDENTS, A.WRITE_OWN_MARKS}
_HEAD = _SCHOOL | {
    A.KEEP_REGISTER,
    A.READ_MARKS,
    A.APPROVE_MARKS,
    A.SEAL_MARKS,
    A.IMPORT,
    A.EXPORT,
    A.SEE_DASHBOARD,
    A.SEE_EXCHANGE,
    A.MANAGE_ACCOUNTS,
    A.DECLARE_STAFF,
    A.ANSWER_TASKS,
    A.FILL_RETURNS,
    A.SUBMIT_RETURNS,
}
_OFFICER = {A.READ_SCHOOL, A.SEE_DASHBOARD, A.EXPORT, A.SEE_EXCHANGE}
_TASKS = {A.GIVE_TASKS, A.ANSWER_TASKS}

ACTIONS: dict[Role, frozenset[Action]] = {
    Role.TEACHER: frozenset(_TEACHER),
    Role.HOMEROOM: frozenset(_TEACHER),
    Role.VICE_HEAD: frozenset(_HEAD - {A.SEAL_MARKS}),
    Role.HEAD: frozenset(_HEAD | {A.SEE_ACCESS_LOG, A.KEEP_PROTECTIONS}),
    Role.CLERK: frozenset(
        _SCHOOL | {A.KEEP_REGISTER, A.IMPORT, A.EXPORT, A.FILL_RETURNS, A.ANSWER_TASKS}
    ),
    Role.COMMUNE_OFFICER: frozenset(
        _OFFICER | _TASKS | {A.CHECK_STAFF, A.PLAN_NETWORK, A.DECIDE_STAFF, A.COLLECT}
    ),
    Role.DEPARTMENT_OFFICER: frozenset(
        _OFFICER | _TASKS | {A.CHECK_STAFF, A.PLAN_STAFF, A.PLAN_NETWORK, A.COLLECT, A.KEEP_SCHEMES}
    ),
    Role.DEPARTMENT_ADMIN: frozenset(
        _OFFICER
        | _TASKS
        | {A.CHECK_STAFF, A.PLAN_STAFF, A.PLAN_NETWORK, A.IMPORT, A.MANAGE_EXCHANGE}
        | {A.SEE_ACCESS_LOG, A.ADMINISTER, A.MATCH_LEAVERS, A.COLLECT, A.KEEP_SCHEMES}
    ),
    Role.MINISTRY_OFFICER: frozenset(_OFFICER),
    Role.AUDITOR: frozenset((_OFFICER | {A.READ_MARKS}) - {A.EXPORT}),
    Role.MACHINE: frozenset(_SCHOOL | {A.READ_MARKS, A.CALL_API}),
}


class DeputyAct(models.TextChoices):
    """What a head may let a deputy do. Accounts and deputies themselves are not among it."""

    APPROVE = "approve", _("approve and return mark sheets")
    SEAL = "seal", _("seal classes")


# What each act takes; to decide on a sheet is to read it.
_DECIDING = {A.READ_SCHOOL, A.READ_MARKS}
DEPUTY_ACTIONS: dict[DeputyAct, frozenset[Action]] = {
    DeputyAct.APPROVE: frozenset(_DECIDING | {A.APPROVE_MARKS}),
    DeputyAct.SEAL: frozenset(_DECIDING | {A.SEAL_MARKS}),
}
# Whose deputy one can be, and who can be one. Both must hold the role on the day itself.
PRINCIPALS = [Role.HEAD]
DEPUTIES = [Role.VICE_HEAD, Role.TEACHER, Role.HOMEROOM]

SCHOOL_ROLES = [Role.TEACHER, Role.HOMEROOM, Role.VICE_HEAD, Role.HEAD, Role.CLERK]
UNIT_ROLES = [Role.COMMUNE_OFFICER]
EVERYWHERE_ROLES = [
    Role.DEPARTMENT_OFFICER,
    Role.DEPARTMENT_ADMIN,
    Role.MINISTRY_OFFICER,
    Role.AUDITOR,
]
# Roles to which the Department may give Action.IMPORT_MARKS, one membership at a time.
MARK_IMPORTERS = [Role.CLERK, Role.DEPARTMENT_ADMIN]
# Which roles a role gives, changes and ends: a school's at that school, the others' everywhere.
# A role that is not named here gives none; never its own or one above.
_BELOW_VICE_HEAD = frozenset({Role.TEACHER, Role.HOMEROOM, Role.CLERK})
GIVES: dict[Role, frozenset[Role]] = dict.fromkeys(Role, frozenset()) | {
    Role.VICE_HEAD: _BELOW_VICE_HEAD,
    Role.HEAD: _BELOW_VICE_HEAD | {Role.VICE_HEAD},
    Role.DEPARTMENT_ADMIN: frozenset(Role) - {Role.DEPARTMENT_ADMIN},
}
# Roles that need no second factor where EDUPORTAL_SECOND_FACTOR_REQUIRED is set; every other does.
WITHOUT_SECOND_FACTOR = [Role.TEACHER, Role.HOMEROOM, Role.MACHINE]
