"""Class groups."""

import hashlib
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from schools.choices import Programme, Session


class ClassGroup(models.Model):
    """One class of one school in one school year. Vietnamese: lớp học.

    Homeroom teacher and subject teachers are assignments with dates, in staffing. `room` and
    `session` are empty where the school does not say. `code` is made of the first name and never
    changes: sealed packages name the class by it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="classes")
    school_year = models.ForeignKey("schools.SchoolYear", models.PROTECT, related_name="classes")
    grade_level = models.ForeignKey("schools.GradeLevel", models.PROTECT, related_name="classes")
    name = models.CharField(_("name"), max_length=20)
    code = models.CharField(_("code"), max_length=20, editable=False)
    programme = models.CharField(
        _("programme"), max_length=10, choices=Programme, default=Programme.GENERAL_2018
    )
    room = models.CharField(_("room"), max_length=20, blank=True, default="")
    session = models.CharField(_("session"), max_length=9, choices=Session, blank=True, default="")

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["school", "grade_level", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "name"],
                name="classgroup_one_name_per_school_and_year",
                violation_error_message=_("The school already has a class of this name this year."),
            ),
            models.UniqueConstraint(
                fields=["school", "school_year", "code"],
                name="classgroup_one_code_per_school_and_year",
            ),
            known("classgroup_programme_is_known", "programme", Programme.values),
            known("classgroup_session_is_known", "session", ["", *Session.values]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def revision(self) -> str:
        """What a page shows of the class, so that a form can say what it was made for."""
        facts = (self.pk, self.name, self.grade_level_id, self.programme, self.room, self.session)
        return hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()[:12]
