"""Students and their enrolments."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from students.choices import Sex, StudentStatus


class Student(models.Model):
    """One student, kept by the school he or she attends now.

    Vietnamese: học sinh. The 12-digit personal number and the Ministry's code are unique fields,
    never keys: both get corrected. The row is never deleted when the student leaves.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="students")
    ministry_code = models.CharField(
        _("Ministry code"),
        max_length=20,
        null=True,
        blank=True,
        unique=True,
        error_messages={"unique": _("Another student has this Ministry code.")},
    )
    personal_number = models.CharField(
        _("personal number"),
        max_length=12,
        null=True,
        blank=True,
        unique=True,
        error_messages={"unique": _("Another student has this personal number.")},
    )
    full_name = models.CharField(_("full name"), max_length=150)
    sort_key = models.CharField(max_length=300, editable=False, db_collation="C")
    search_key = models.CharField(max_length=150, editable=False)
    birth_date = models.DateField(_("date of birth"))
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    ethnicity = models.CharField(_("ethnicity"), max_length=30, blank=True)
    status = models.CharField(
        _("status"), max_length=15, choices=StudentStatus, default=StudentStatus.STUDYING
    )

    class Meta:
        verbose_name = _("student")
        verbose_name_plural = _("students")
        indexes = [
            models.Index(fields=["school", "sort_key"], name="student_school_sort"),
            models.Index(fields=["school", "search_key"], name="student_school_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(personal_number=None)
                | models.Q(personal_number__regex=r"^[0-9]{12}$"),
                name="student_personal_number_12_digits",
                violation_error_message=_("A personal number has exactly 12 digits."),
            ),
            known("student_sex_is_known", "sex", Sex.values),
            known("student_status_is_known", "status", StudentStatus.values),
        ]

    def __str__(self) -> str:
        return self.full_name


class Enrolment(models.Model):
    """One student in one class of one school year. Vietnamese: hồ sơ học theo năm học.

    A student who moves to another class in the year has two rows: the first with `left_on`.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="enrolments")
    student = models.ForeignKey(
        Student, models.PROTECT, related_name="enrolments", db_constraint=False
    )
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.PROTECT, related_name="enrolments", db_constraint=False
    )
    school_year = models.ForeignKey("schools.SchoolYear", models.PROTECT, related_name="enrolments")
    position = models.PositiveSmallIntegerField(_("order in the class"), default=0)
    status = models.CharField(
        _("status"), max_length=15, choices=StudentStatus, default=StudentStatus.STUDYING
    )
    enrolled_on = models.DateField(_("enrolled on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        indexes = [models.Index(fields=["school", "class_group"], name="enrolment_school_class")]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "school_year"],
                condition=models.Q(left_on=None),
                name="enrolment_one_class_per_year",
                violation_error_message=_("The student is already in a class this year."),
            ),
            models.UniqueConstraint(
                fields=["student", "class_group"], name="enrolment_once_per_class"
            ),
            known("enrolment_status_is_known", "status", StudentStatus.values),
        ]

    def __str__(self) -> str:
        return f"{self.student}, {self.class_group}"


class ChosenSubject(models.Model):
    """One elective or optional subject that one student takes in one class.

    Vietnamese: môn học lựa chọn, môn học tự chọn. The compulsory subjects follow from the
    programme. Rows of an enrolment are its whole choice; without any, the student takes the
    electives the class is taught (students.selectors.OwnSubjects). Kept with the enrolment,
    because a choice may change with the year.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="chosen_subjects", db_constraint=False
    )
    subject = models.ForeignKey("schools.Subject", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("chosen subject")
        verbose_name_plural = _("chosen subjects")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "subject"], name="chosensubject_once_per_enrolment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.subject}"
