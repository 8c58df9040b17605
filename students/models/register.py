"""Students and their enrolments."""

import hashlib
import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start, known
from students.choices import (
    OPEN_TRANSFERS,
    Began,
    Direction,
    Ended,
    Sex,
    StudentStatus,
    TransferState,
)


class Student(models.Model):
    """One student as one school keeps him or her.

    Vietnamese: hồ sơ học sinh. A child who changes school has a row at each, with one
    `person_uid`; `is_current` is true of the one in use. The 12-digit personal number and the
    Ministry's code are unique among those, never keys: both get corrected. The row is never deleted
    when the student leaves.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person_uid = models.UUIDField(default=uuid.uuid4, editable=False)
    is_current = models.BooleanField(default=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="students")
    # Null where there is none: two empty texts would not be unique.
    ministry_code = models.CharField(_("Ministry code"), max_length=20, null=True, blank=True)  # noqa: DJ001
    personal_number = models.CharField(_("personal number"), max_length=12, null=True, blank=True)  # noqa: DJ001
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
            # Every new student of a list is looked for by name and birthday in the whole province.
            models.Index(fields=["sort_key", "birth_date"], name="student_sort_birth"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ministry_code"],
                condition=models.Q(is_current=True),
                name="student_one_holds_a_ministry_code",
                violation_error_message=_("Another student has this Ministry code."),
            ),
            models.UniqueConstraint(
                fields=["personal_number"],
                condition=models.Q(is_current=True),
                name="student_one_holds_a_personal_number",
                violation_error_message=_("Another student has this personal number."),
            ),
            models.UniqueConstraint(
                fields=["person_uid"],
                condition=models.Q(is_current=True),
                name="student_one_record_in_use",
            ),
            models.UniqueConstraint(
                fields=["school", "person_uid"], name="student_one_record_at_a_school"
            ),
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

    @property
    def revision(self) -> str:
        """What a page shows of the identity, so that a form can say what it was made for."""
        facts = (self.full_name, self.birth_date, self.sex, self.ethnicity)
        numbers = (self.ministry_code, self.personal_number, self.is_current)
        text = "\n".join(map(str, facts + numbers))
        return hashlib.sha256(text.encode()).hexdigest()[:12]


class Enrolment(models.Model):
    """One stay of a student in one class: from when to when, how it began and how it ended.

    Vietnamese: hồ sơ học theo lớp. `ends_on` is the last day in the class; empty, the student
    stays to the end of the school year. `succeeded_on` is the first day of the stay that came
    next, here or at another school of the portal. Who is in a class on a day, and which class
    reports a student for a term, is answered in students/selectors/stays.py and nowhere else.
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
    starts_on = models.DateField(_("from"))
    began = models.CharField(
        _("how it began"), max_length=15, choices=Began, default=Began.ENROLLED
    )
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    ended = models.CharField(_("how it ended"), max_length=15, choices=Ended, blank=True)
    succeeded_on = models.DateField(_("in another class from"), null=True, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        indexes = [models.Index(fields=["school", "class_group"], name="enrolment_school_class")]
        constraints = [
            ExclusionConstraint(
                name="enrolment_one_class_a_day",
                expressions=[
                    ("student", RangeOperators.EQUAL),
                    ("school_year", RangeOperators.EQUAL),
                    (
                        Func("starts_on", "ends_on", Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("The student is in a class on these days."),
            ),
            ends_after_start("enrolment_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ends_on=None, ended="") | (Q(ends_on__isnull=False) & ~Q(ended="")),
                name="enrolment_end_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(succeeded_on=None)
                | Q(ends_on__isnull=False, succeeded_on__gt=F("ends_on")),
                name="enrolment_succeeded_after_its_end",
            ),
            known("enrolment_began_is_known", "began", Began.values),
            known("enrolment_ended_is_known", "ended", ["", *Ended.values]),
        ]

    def __str__(self) -> str:
        return f"{self.student}, {self.class_group}"

    @property
    def revision(self) -> str:
        """What a page shows of the stay, so that a form can say what it was made for."""
        return f"{self.pk}.{self.class_group_id}.{self.starts_on}.{self.ends_on}.{self.ended}"

    @property
    def status(self) -> StudentStatus:
        """The stay in the words of the Ministry's list of students."""
        if self.ended == Ended.CLASS_CHANGE or not self.ended:
            came = self.began == Began.TRANSFER
            return StudentStatus.TRANSFERRED_IN if came else StudentStatus.STUDYING
        return StudentStatus(self.ended)


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


class Transfer(models.Model):
    """One school's side of a student's way to another school of the portal.

    Vietnamese: chuyển trường. Two rows with one `uid`, so that each school sees its own: the old
    school's has the student, the new school's only who it is. Both always stand in the same state.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uid = models.UUIDField()
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="transfers")
    other_school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    # The name as a text: the other school's row is outside the scope.
    other_name = models.CharField(_("other school"), max_length=200)
    direction = models.CharField(max_length=3, choices=Direction)
    # The child, and the old school's record: on both rows, because either school's page names
    # them; no foreign key, because the new school must not see that record.
    person_uid = models.UUIDField()
    student_key = models.BigIntegerField()
    full_name = models.CharField(_("full name"), max_length=150)
    birth_date = models.DateField(_("date of birth"))
    class_name = models.CharField(_("class"), max_length=20)
    grade_level = models.ForeignKey("schools.GradeLevel", models.PROTECT, related_name="+")
    school_year = models.ForeignKey("schools.SchoolYear", models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=9, choices=TransferState)
    last_day = models.DateField(_("last day at the old school"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    moved_by = models.CharField(_("who"), max_length=150)
    moved_at = models.DateTimeField(_("when"), auto_now=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        indexes = [models.Index(fields=["school", "state"], name="transfer_school_state")]
        constraints = [
            models.UniqueConstraint(fields=["uid", "school"], name="transfer_one_row_a_school"),
            models.UniqueConstraint(
                fields=["student_key"],
                condition=Q(direction=Direction.OUT, state__in=OPEN_TRANSFERS),
                name="transfer_one_open_way",
            ),
            known("transfer_direction_is_known", "direction", Direction.values),
            known("transfer_state_is_known", "state", TransferState.values),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.get_state_display()}"

    @property
    def revision(self) -> str:
        """What a page shows of it, so that a form can say what it was made for."""
        return f"{self.pk}.{self.state}.{self.last_day}"


class AnswerCount(models.Model):
    """How often one account was told on one day that a code is, or is not, another student's.

    From the answers of forms a careful reader could learn which codes belong to children.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()
    began_at = models.DateTimeField(auto_now_add=True)
    told = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="answercount_one_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.day}: {self.told}"
