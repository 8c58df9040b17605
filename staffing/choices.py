"""Code lists about staff."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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


class AssignmentKind(models.TextChoices):
    """What somebody is assigned to."""

    LESSONS = "lessons", _("lessons")
    HOMEROOM = "homeroom", _("homeroom")
