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
