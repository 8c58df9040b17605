"""What is counted, what is assumed, and what follows: the network of schools ahead.

A year is the one a school year begins in: 2026 is 2026–2027. Returns of years for which the portal
has no calendar are kept as well.
"""

from django.conf import settings as portal
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.planning.choices import ChildKind, CountSource

FIRST_YEAR, LAST_YEAR = 1990, 2199
FIRST_GRADE, LAST_GRADE = 1, 12


def of_grades(name: str, *fields: str) -> models.CheckConstraint:
    within = Q(**{f"{each}__range": (FIRST_GRADE, LAST_GRADE) for each in fields})
    return models.CheckConstraint(condition=within, name=name)


def of_years(name: str, *fields: str) -> models.CheckConstraint:
    within = Q(**{f"{each}__range": (FIRST_YEAR, LAST_YEAR) for each in fields})
    return models.CheckConstraint(condition=within, name=name)


class StudentCount(models.Model):
    """Students of one grade of one school in one school year, as at 30 September.

    Kept by school, so that a commune of today is the sum of its schools. What the portal counts
    never replaces what a return says. `classes` is empty where the return does not say it.
    """

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="student_counts")
    grade = models.SmallIntegerField(_("grade"))
    year = models.SmallIntegerField(_("school year"))
    students = models.PositiveIntegerField(_("students"))
    classes = models.PositiveSmallIntegerField(_("classes"), null=True)
    source = models.CharField(_("source"), max_length=9, choices=CountSource)
    as_of = models.DateField(_("as of"), null=True)

    class Meta:
        verbose_name = _("number of students")
        verbose_name_plural = _("numbers of students")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "grade", "year"], name="studentcount_one_a_grade_and_year"
            ),
            of_grades("studentcount_grade_is_known", "grade"),
            of_years("studentcount_year_is_known", "year"),
            known("studentcount_source_is_known", "source", CountSource.values),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.grade}, {self.year}"


class ChildCount(models.Model):
    """Children of one commune of today: born in a calendar year, or of six years in a school year.

    `counted_in` is the year in which it was known: a forecast made earlier does not see it.
    """

    unit = models.ForeignKey("schools.AdminUnit", models.CASCADE, related_name="child_counts")
    kind = models.CharField(_("which children"), max_length=10, choices=ChildKind)
    year = models.SmallIntegerField(_("year"))
    children = models.PositiveIntegerField(_("children"))
    counted_in = models.SmallIntegerField(_("counted in"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("number of children")
        verbose_name_plural = _("numbers of children")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "year"], name="childcount_one_a_kind_and_year"
            ),
            of_years("childcount_year_is_known", "year", "counted_in"),
            known("childcount_kind_is_known", "kind", ChildKind.values),
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.year}"


class InMigration(models.Model):
    """Students a year who will come to a commune, as somebody states it: low, middle, high.

    Vietnamese: dân nhập cư khai báo. Of all the grades together, shared evenly. Never inferred.
    """

    unit = models.ForeignKey("schools.AdminUnit", models.CASCADE, related_name="in_migrations")
    from_year = models.SmallIntegerField(_("from school year"))
    to_year = models.SmallIntegerField(_("to school year"))
    from_grade = models.SmallIntegerField(_("from grade"))
    to_grade = models.SmallIntegerField(_("to grade"))
    low = models.IntegerField(_("students a year, low"))
    middle = models.IntegerField(_("students a year, middle"))
    high = models.IntegerField(_("students a year, high"))
    reason = models.CharField(_("reason"), max_length=200)
    source = models.CharField(_("source"), max_length=200)
    stated_by = models.ForeignKey(portal.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stated_on = models.DateField(_("stated on"))

    class Meta:
        verbose_name = _("declared in-migration")
        verbose_name_plural = _("declared in-migrations")
        ordering = ["from_year", "pk"]
        constraints = [
            of_years("inmigration_years_are_known", "from_year", "to_year"),
            of_grades("inmigration_grades_are_known", "from_grade", "to_grade"),
            models.CheckConstraint(
                condition=Q(to_year__gte=F("from_year"), to_grade__gte=F("from_grade")),
                name="inmigration_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(low__lte=F("middle"), middle__lte=F("high")),
                name="inmigration_low_to_high",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.reason}"


class Assumptions(models.Model):
    """A named version of what forecasts assume; `settings` is complete and never changes.

    The one in use is the one chosen last; without any the portal's own defaults are.
    """

    name = models.CharField(_("name"), max_length=150)
    settings = models.JSONField()
    reason = models.CharField(_("reason"), max_length=300)
    created_by = models.ForeignKey(portal.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    chosen_at = models.DateTimeField(_("chosen at"), null=True)

    class Meta:
        verbose_name = _("version of the assumptions")
        verbose_name_plural = _("versions of the assumptions")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="assumptions_one_of_a_name",
                violation_error_message=_("There is a version of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ForecastRun(models.Model):
    """One forecast of the whole province: from which year, by which assumptions, how good.

    `digest` says what it was made of; the same gives the same run. `figures` hold the errors of the
    methods and how many schools and communes it rests on.
    """

    origin = models.SmallIntegerField(_("last school year counted"))
    assumptions = models.ForeignKey(Assumptions, models.PROTECT, null=True, related_name="+")
    settings = models.JSONField()
    digest = models.CharField(max_length=16)
    figures = models.JSONField()
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("forecast of the network")
        verbose_name_plural = _("forecasts of the network")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.origin}, {self.made_at:%d/%m/%Y}"


class UnitForecast(models.Model):
    """What a forecast says of one commune, without persons (rules/figures.py)."""

    run = models.ForeignKey(ForecastRun, models.CASCADE, related_name="units")
    unit = models.ForeignKey("schools.AdminUnit", models.CASCADE, related_name="+")
    figures = models.JSONField()

    class Meta:
        verbose_name = _("forecast of a commune")
        verbose_name_plural = _("forecasts of communes")
        constraints = [
            models.UniqueConstraint(fields=["run", "unit"], name="unitforecast_one_a_commune")
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.run_id}"


class SchoolForecast(models.Model):
    """What a forecast says of one school: its share, classes and rooms, by level and year."""

    run = models.ForeignKey(ForecastRun, models.CASCADE, related_name="schools")
    school = models.ForeignKey("schools.School", models.CASCADE, related_name="+")
    figures = models.JSONField()

    class Meta:
        verbose_name = _("forecast of a school")
        verbose_name_plural = _("forecasts of schools")
        constraints = [
            models.UniqueConstraint(fields=["run", "school"], name="schoolforecast_one_a_school")
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.run_id}"
