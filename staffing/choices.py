"""Code lists about staff."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# What plans that move teachers speak of.
from staffing.plan_choices import ConsentOf as ConsentOf
from staffing.plan_choices import DecisionKind as DecisionKind
from staffing.plan_choices import DecisionState as DecisionState
from staffing.plan_choices import LineGround as LineGround
from staffing.plan_choices import LineMark as LineMark
from staffing.plan_choices import LineState as LineState
from staffing.plan_choices import PartState as PartState
from staffing.plan_choices import ProtectionKind as ProtectionKind
from staffing.plan_choices import ScenarioState as ScenarioState
from staffing.plan_choices import ScenarioStep as ScenarioStep
from staffing.rules.qualification import Standing


class StaffStatus(models.TextChoices):
    """Vietnamese: trạng thái cán bộ."""

    WORKING = "working", _("working")
    ON_LEAVE = "on_leave", _("on leave")
    SECONDED = "seconded", _("seconded")
    LEFT = "left", _("left")


class PostKind(models.TextChoices):
    """Vietnamese: vị trí việc làm."""

    HEAD = "head", _("head")
    VICE_HEAD = "vice_head", _("vice-head")
    TEACHER = "teacher", _("teacher")
    YOUTH_LEADER = "youth_leader", _("youth union officer")
    CLERK = "clerk", _("clerk")
    SUPPORT = "support", _("support staff")


class Contract(models.TextChoices):
    """Vietnamese: hình thức làm việc. How the holder of a post is bound to the school.

    Labour contracts of teachers: NĐ 111/2022. Only the first is on the payroll.
    """

    PAYROLL = "payroll", _("on the payroll")
    LABOUR = "labour", _("labour contract")
    VISITING = "visiting", _("visiting teacher")


class Degree(models.TextChoices):
    """Vietnamese: trình độ đào tạo; the certificate is the one of pedagogy (Law on Education 2019
    Art. 72)."""

    INTERMEDIATE = "intermediate", _("intermediate diploma")
    COLLEGE = "college", _("college diploma")
    BACHELOR = "bachelor", _("bachelor")
    MASTER = "master", _("master")
    DOCTOR = "doctor", _("doctor")
    CERTIFICATE = "certificate", _("certificate of pedagogy")


class TitleKind(models.TextChoices):
    """Vietnamese: chức danh nghề nghiệp; NĐ 93/2026 Art. 3."""

    PRESCHOOL = "preschool", _("preschool teacher")
    PRIMARY = "primary", _("primary school teacher")
    LOWER = "lower", _("lower secondary teacher")
    UPPER = "upper", _("upper secondary teacher")
    PREPARATORY = "preparatory", _("teacher of a university preparatory school")
    CONTINUING = "continuing", _("teacher of continuing education")
    ELEMENTARY = "elementary", _("teacher of elementary vocational training")
    VOCATIONAL_UPPER = "voc_upper", _("vocational upper secondary teacher")
    VOCATIONAL = "vocational", _("intermediate vocational teacher")


class Rank(models.TextChoices):
    """Vietnamese: hạng. Ended on 1 January 2026, but pay still follows it (NĐ 93/2026 Art. 25)."""

    NONE = "", _("no rank")
    ONE = "I", _("rank I")
    TWO = "II", _("rank II")
    THREE = "III", _("rank III")


class LeaveKind(models.TextChoices):
    """Vietnamese: lý do nghỉ. Why a person gives no lessons for some time."""

    MATERNITY = "maternity", _("maternity leave")
    SICK = "sick", _("sick leave")
    TRAINING = "training", _("training")
    UNPAID = "unpaid", _("unpaid leave")


class TrainingOutcome(models.TextChoices):
    """How training towards the standard ended."""

    OPEN = "", _("not over")
    FINISHED = "finished", _("finished")
    BROKEN_OFF = "broken_off", _("broken off")


class StandingLabel(models.TextChoices):
    """Vietnamese: tình trạng trình độ chuẩn. Where a teacher stands towards the standard."""

    AT_STANDARD = Standing.AT_STANDARD.value, _("at the standard")
    IN_TRAINING = Standing.IN_TRAINING.value, _("in training")
    PLANNED = Standing.PLANNED.value, _("training planned")
    NOT_PLANNED = Standing.NOT_PLANNED.value, _("not yet planned")
    OVERDUE = Standing.OVERDUE.value, _("overdue")
    OUT_OF_SCOPE = Standing.OUT_OF_SCOPE.value, _("out of scope by age")
    OTHER_DUTIES = Standing.OTHER_DUTIES.value, _("other duties")
    NOT_RECORDED = Standing.NOT_RECORDED.value, _("no degree recorded")


class Rating(models.IntegerChoices):
    """Vietnamese: xếp loại theo chuẩn nghề nghiệp, TT 20/2018 Điều 10, TT 30/2026."""

    GOOD = 4, _("Good")
    FAIR = 3, _("Fair")
    REACHED = 2, _("Passed")
    NOT_REACHED = 1, _("Not passed")


class ElsewhereKind(models.TextChoices):
    """Work at another school: secondment (Law on Teachers Art. 18), teaching at two schools
    (NĐ 93/2026 Art. 13), sent for a time (Art. 11(2)e)."""

    SECONDMENT = "secondment", _("seconded")
    TWO_SCHOOLS = "two_schools", _("teaches at two schools")
    SENT = "sent", _("sent for a time")


class Basis(models.TextChoices):
    """What a teacher's second subject rests on."""

    DEGREE = "degree", _("degree")
    CERTIFICATE = "certificate", _("certificate")
    TRAINING = "training", _("course of training")
    DECISION = "decision", _("decision of the head")


class DutyKind(models.TextChoices):
    """What lowers a teacher's periods besides a homeroom, TT 05/2025 Art. 9–12.

    Vietnamese: nhiệm vụ kiêm nhiệm, chế độ giảm tiết.
    """

    GROUP_HEAD = "group_head", _("head of a subject group")
    GROUP_DEPUTY = "group_deputy", _("deputy head of a subject group")
    SUBJECT_ROOM = "subject_room", _("keeper of a subject room")
    EQUIPMENT = "equipment", _("keeper of the equipment")
    IT_ROOMS = "it_rooms", _("information technology")
    LIBRARY = "library", _("library")
    CLERK_WORK = "clerk_work", _("clerk's work beside teaching")
    INCLUSION = "inclusion", _("support of disabled students")
    SCHOOL_OFFICE = "school_office", _("academic affairs")
    COUNSELLING = "counselling", _("student counselling")
    INSPECTION = "inspection", _("head of the People's Inspection")
    PARTY = "party", _("Party secretary")
    COUNCIL = "council", _("chair or secretary of the school council")
    TRADE_UNION = "trade_union", _("trade union")
    YOUTH_UNION = "youth_union", _("Youth Union")
    PROBATION = "probation", _("probationary teacher")
    NURSING = "nursing", _("mother of a child under 12 months")


class NormState(models.TextChoices):
    """Way of a set of staffing norms."""

    DRAFT = "draft", _("draft")
    IN_FORCE = "in_force", _("in force")
    DISCARDED = "discarded", _("discarded")


class DeclarationState(models.TextChoices):
    """Where a school's declaration of its staff stands."""

    DECLARED = "declared", _("declared, to be checked")
    RETURNED = "returned", _("returned to the school")
    CHECKED = "checked", _("checked")
    OBJECTED = "objected", _("objected to")
    DECIDED = "decided", _("decided")


class DeclarationStepKind(models.TextChoices):
    """What somebody did with a declaration."""

    DECLARE = "declare", _("declared")
    CHECK = "check", _("checked and agreed")
    RETURN = "return", _("returned")
    OBJECT = "object", _("objected")
    DECIDE = "decide", _("decided")
    REOPEN = "reopen", _("opened again")


class RecordTable(models.TextChoices):
    """The tables about staff whose history is kept, by the name the trigger writes."""

    STAFF = "staffmember", _("staff member")
    POST = "post", _("post")
    DUTY = "duty", _("duty")
    SUBJECT = "staffsubject", _("second subject")
    QUALIFICATION = "qualification", _("degree or certificate")
    TITLE = "title", _("professional title")
    LEAVE = "leave", _("leave")
    ELSEWHERE = "elsewhere", _("work at another school")
    TRAINING = "training", _("training towards the standard")
    QUOTA = "quota", _("quota")
    RATING = "standardrating", _("rating by the professional standard")
    PLANNED = "plannedclasses", _("planned classes")
    WISH = "wish", _("wish")


class RecordStep(models.TextChoices):
    """What was done with a row."""

    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")


class AssignmentKind(models.TextChoices):
    """What somebody is assigned to."""

    LESSONS = "lessons", _("lessons")
    HOMEROOM = "homeroom", _("homeroom")
