"""Figures kept ready for the dashboards."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from schools.choices import Stage


class ClassFigure(models.Model):
    """Entry progress and results of one class in one term, counted from the mark book.

    Kept current by events: a change of a sheet raises its revision, and a figure whose
    `revision_sum` differs from the class's sheets is counted again. Cells are mark cells of
    students present; results are students by learning level, counted once the class is sealed, and
    the girls and the boys among them.
    """

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="+")
    unit = models.ForeignKey("schools.AdminUnit", models.PROTECT, null=True, related_name="+")
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.CASCADE, related_name="figures", db_constraint=False
    )
    term = models.ForeignKey("schools.Term", models.CASCADE, related_name="+")
    stage = models.CharField(max_length=2, choices=Stage)
    grade = models.PositiveSmallIntegerField(_("grade level"), default=0)
    students = models.PositiveIntegerField(_("students"), default=0)
    cells = models.PositiveIntegerField(_("mark cells"), default=0)
    filled = models.PositiveIntegerField(_("mark cells filled"), default=0)
    sheets = models.PositiveIntegerField(_("mark sheets"), default=0)
    submitted = models.PositiveIntegerField(_("submitted"), default=0)
    approved = models.PositiveIntegerField(_("approved"), default=0)
    sealed = models.PositiveIntegerField(_("sealed"), default=0)
    good = models.PositiveIntegerField(_("Good"), default=0)
    fair = models.PositiveIntegerField(_("Fair"), default=0)
    passed = models.PositiveIntegerField(_("Passed"), default=0)
    not_passed = models.PositiveIntegerField(_("Not passed"), default=0)
    girls_good = models.PositiveIntegerField(_("girls at level Good"), default=0)
    girls_fair = models.PositiveIntegerField(_("girls at level Fair"), default=0)
    girls_passed = models.PositiveIntegerField(_("girls at level Passed"), default=0)
    girls_not_passed = models.PositiveIntegerField(_("girls at level Not passed"), default=0)
    boys_good = models.PositiveIntegerField(_("boys at level Good"), default=0)
    boys_fair = models.PositiveIntegerField(_("boys at level Fair"), default=0)
    boys_passed = models.PositiveIntegerField(_("boys at level Passed"), default=0)
    boys_not_passed = models.PositiveIntegerField(_("boys at level Not passed"), default=0)
    revision_sum = models.BigIntegerField(default=-1)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("figure of a class")
        verbose_name_plural = _("figures of classes")
        constraints = [
            models.UniqueConstraint(
                fields=["class_group", "term"], name="classfigure_once_per_term"
            ),
            known("classfigure_stage_is_known", "stage", Stage.values),
        ]
        indexes = [
            models.Index(fields=["term", "unit"], name="classfigure_term_unit"),
            models.Index(fields=["school", "term"], name="classfigure_school_term"),
        ]

    def __str__(self) -> str:
        return f"{self.class_group}, {self.term}"


class SubjectFigure(models.Model):
    """Term averages of one subject in the sealed classes of one grade of one school.

    Vietnamese: phổ điểm trung bình môn. `bins` counts averages by their whole mark, 0 to 10 (9.7 is
    among the 9); `tenths` is their sum in tenths. `passed` and `not_passed` are students assessed
    by comments. `revision_sum` is that of the figures of the classes it was counted from.
    """

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="+")
    unit = models.ForeignKey("schools.AdminUnit", models.PROTECT, null=True, related_name="+")
    term = models.ForeignKey("schools.Term", models.CASCADE, related_name="+")
    stage = models.CharField(max_length=2, choices=Stage)
    grade = models.PositiveSmallIntegerField(_("grade level"))
    subject = models.ForeignKey("schools.Subject", models.PROTECT, related_name="+")
    bins = ArrayField(models.PositiveIntegerField(), size=11)
    tenths = models.BigIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    not_passed = models.PositiveIntegerField(default=0)
    revision_sum = models.BigIntegerField()
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("figure of a subject")
        verbose_name_plural = _("figures of subjects")
        constraints = [
            models.UniqueConstraint(
                fields=["term", "school", "grade", "subject"], name="subjectfigure_once_per_grade"
            ),
            known("subjectfigure_stage_is_known", "stage", Stage.values),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.subject} {self.grade}, {self.term}"


class KeptFigure(models.Model):
    """What was counted of one school, level of education and term on one day, for ever.

    Vietnamese: số chốt. The columns are those of a class's figure, added up over its classes.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    term = models.ForeignKey("schools.Term", models.PROTECT, related_name="+")
    stage = models.CharField(max_length=2, choices=Stage)
    kept_on = models.DateField(_("as of"))
    classes = models.PositiveIntegerField(_("classes"))
    classes_sealed = models.PositiveIntegerField(_("classes sealed"))
    students = models.PositiveIntegerField(_("students"))
    cells = models.PositiveIntegerField(_("mark cells"))
    filled = models.PositiveIntegerField(_("mark cells filled"))
    sheets = models.PositiveIntegerField(_("mark sheets"))
    submitted = models.PositiveIntegerField(_("submitted"))
    approved = models.PositiveIntegerField(_("approved"))
    sealed = models.PositiveIntegerField(_("sealed"))
    good = models.PositiveIntegerField(_("Good"))
    fair = models.PositiveIntegerField(_("Fair"))
    passed = models.PositiveIntegerField(_("Passed"))
    not_passed = models.PositiveIntegerField(_("Not passed"))

    class Meta:
        verbose_name = _("kept figure")
        verbose_name_plural = _("kept figures")
        constraints = [
            models.UniqueConstraint(
                fields=["term", "kept_on", "school", "stage"], name="keptfigure_once_a_day"
            ),
            known("keptfigure_stage_is_known", "stage", Stage.values),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.term}, {self.kept_on}"


class NodeFigure(models.Model):
    """What one node below has delivered of a term's results, counted from what arrived here.

    Classes: `expected` as the node has named them, of which those of `earlier` schools by the year
    before, and none of `silent` schools; `accepted`, else `parked`, else `returned`, each class
    once; `corrections` are accepted classes of which a newer version is parked or returned.
    Students by learning level, those that count in the ledger. `subjects`: by code, how many
    averages are marks, how many of them below 5.0, their sum in tenths, and how many students
    passed or not by comments. `seen` is the last receipt it was counted after.
    """

    node = models.CharField(_("node"), max_length=50)
    year = models.CharField(_("school year"), max_length=9)
    period = models.CharField(_("period"), max_length=5)
    schools = models.PositiveIntegerField(_("schools"), default=0)
    expected = models.PositiveIntegerField(_("classes expected"), default=0)
    earlier = models.PositiveIntegerField(_("classes of the year before"), default=0)
    silent = models.PositiveIntegerField(_("silent schools"), default=0)
    accepted = models.PositiveIntegerField(_("classes accepted"), default=0)
    parked = models.PositiveIntegerField(_("classes parked"), default=0)
    returned = models.PositiveIntegerField(_("classes returned"), default=0)
    corrections = models.PositiveIntegerField(_("newer versions not accepted"), default=0)
    good = models.PositiveIntegerField(_("Good"), default=0)
    fair = models.PositiveIntegerField(_("Fair"), default=0)
    passed = models.PositiveIntegerField(_("Passed"), default=0)
    not_passed = models.PositiveIntegerField(_("Not passed"), default=0)
    subjects = models.JSONField(_("averages"), default=dict)
    newest = models.DateTimeField(_("newest package"), null=True)
    seen = models.BigIntegerField(default=0)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("figure of a node")
        verbose_name_plural = _("figures of nodes")
        constraints = [
            models.UniqueConstraint(
                fields=["node", "year", "period"], name="nodefigure_once_per_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.node}, {self.year} {self.period}"

    @property
    def received(self) -> int:
        """Classes of which anything has arrived."""
        return self.accepted + self.parked + self.returned

    @property
    def wanted(self) -> int:
        """Classes that should be here: those named, or those that came where these are more."""
        return max(self.expected, self.received)


class FigureCheck(models.Model):
    """One night's comparison of the running figures with a fresh count. Vietnamese: đối chiếu số.

    `differing` of those `compared` were not what the records say, though nothing had changed since
    they were counted; they were counted again at once. It is over once somebody has read it.
    """

    at = models.DateTimeField(_("when"))
    compared = models.PositiveIntegerField(_("figures compared"))
    differing = models.PositiveIntegerField(_("figures that differed"))
    read_at = models.DateTimeField(_("read"), null=True)

    class Meta:
        verbose_name = _("check of the figures")
        verbose_name_plural = _("checks of the figures")

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y}: {self.differing}/{self.compared}"

    @property
    def waits(self) -> bool:
        """Whether somebody still has to read it."""
        return bool(self.differing) and self.read_at is None


class FigureDifference(models.Model):
    """One figure that differed in a check: of a class and term, or of a node below.

    `stored` and `counted` hold what differed, by the name of the column. `node` says which node,
    with the school year and period; the row belongs to its first school.
    """

    found_in = models.ForeignKey(FigureCheck, models.CASCADE, related_name="differences")
    school = models.ForeignKey("schools.School", models.CASCADE, related_name="+")
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.CASCADE, null=True, related_name="+", db_constraint=False
    )
    term = models.ForeignKey("schools.Term", models.CASCADE, null=True, related_name="+")
    node = models.CharField(_("node"), max_length=70, blank=True)
    stored = models.JSONField(default=dict)
    counted = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("figure that differed")
        verbose_name_plural = _("figures that differed")

    def __str__(self) -> str:
        return f"{self.class_group or self.node}, {self.found_in}"

    @property
    def lines(self) -> list[tuple[str, object, object]]:
        """Each column that differed: its name in words, what was stored, what was counted."""
        model = ClassFigure if self.class_group_id else NodeFigure
        titles = {field.name: str(field.verbose_name) for field in model._meta.fields}
        return [(titles[name], self.stored.get(name), self.counted[name]) for name in self.counted]
