"""What a person may do, as every door names it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """One thing a person may do within the scope of a membership."""

    READ_SCHOOL = "read_school", _("see the school")
    READ_STUDENTS = "read_students", _("see the list of students")
    READ_TAUGHT_STUDENTS = "read_taught_students", _("see the students of one's own classes")
    KEEP_REGISTER = "keep_register", _("keep the register of students, staff and classes")
    READ_MARKS = "read_marks", _("see every mark sheet of the school")
    WRITE_MARKS = "write_marks", _("enter marks on every sheet of the school")
    WRITE_OWN_MARKS = "write_own_marks", _("enter marks where assigned")
    APPROVE_MARKS = "approve_marks", _("approve and return mark sheets")
    SEAL_MARKS = "seal_marks", _("seal a class")
    IMPORT = "import", _("import spreadsheets")
    IMPORT_MARKS = "import_marks", _("bring in the marks of any sheet by file")
    EXPORT = "export", _("export")
    SEE_DASHBOARD = "see_dashboard", _("see the dashboards")
    DECLARE_STAFF = "declare_staff", _("declare the staff of the school")
    CHECK_STAFF = "check_staff", _("check what schools declare of their staff, and decide")
    PLAN_NETWORK = "plan_network", _("plan the school network")
    KEEP_SCHEMES = "keep_schemes", _("keep the register of schemes and conclusions")
    COLLECT = "collect", _("ask schools for figures, and approve what they answer")
    FILL_RETURNS = "fill_returns", _("answer what the school is asked")
    SUBMIT_RETURNS = "submit_returns", _("hand in what the school is asked")
    MATCH_LEAVERS = "match_leavers", _("match lists of institutions with leavers")
    PLAN_STAFF = "plan_staff", _("plan who teaches at which school, and record decisions")
    DECIDE_STAFF = "decide_staff", _("decide about teachers between schools of the commune")
    KEEP_PROTECTIONS = (
        "keep_protections",
        _("record why a teacher is not moved, for example hard circumstances"),
    )
    GIVE_TASKS = "give_tasks", _("give tasks to schools and offices")
    ANSWER_TASKS = "answer_tasks", _("answer the tasks of the school or office")
    SEE_EXCHANGE = "see_exchange", _("see what reached whom")
    MANAGE_EXCHANGE = "manage_exchange", _("send again")
    MANAGE_ACCOUNTS = "manage_accounts", _("manage the accounts of the school")
    SEE_ACCESS_LOG = "see_access_log", _("see who looked at personal data")
    ADMINISTER = "administer", _("administer")
    CALL_API = "call_api", _("call the interface for machines")
