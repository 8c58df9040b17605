"""What people say of files: in place of a cell, to a question, of the columns of a layout."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CellCorrection(models.Model):
    """A cell that a person corrected on the page of its import; the file stays as it came.

    `seen` is what the file's cell shows, `value` the text that is checked and written instead.
    """

    job = models.ForeignKey(
        "imports.ImportJob", models.CASCADE, related_name="corrections", db_constraint=False
    )
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, related_name="+")
    sheet = models.CharField(_("sheet"), max_length=100)
    cell = models.CharField(_("cell"), max_length=10)
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=100, blank=True)
    seen = models.CharField(_("value seen"), max_length=200, blank=True)
    value = models.CharField(_("corrected value"), max_length=500, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    corrected_at = models.DateTimeField(_("corrected at"))

    class Meta:
        verbose_name = _("corrected cell")
        verbose_name_plural = _("corrected cells")
        ordering = ["sheet", "row", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "sheet", "cell"], name="cellcorrection_one_per_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


class RememberedAnswer(models.Model):
    """What a school once answered to a question of an import, for example what "M" means."""

    school = models.ForeignKey("schools.School", models.CASCADE, null=True, related_name="+")
    importer = models.SlugField(max_length=40)
    question = models.CharField(max_length=100)
    answer = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("remembered answer")
        verbose_name_plural = _("remembered answers")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "importer", "question"],
                nulls_distinct=False,
                name="answer_one_per_question",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} = {self.answer}"


class KnownLayout(models.Model):
    """What a school says the columns of a layout are: those whose titles do not tell.

    `columns` gives for the place of a column among the titled ones, from 0, what it is, "" to leave
    it out. The titles are not kept, only their `digest`: other schools use the row once it
    `is_proven`, that is once a file has been written with it.
    """

    school = models.ForeignKey("schools.School", models.CASCADE, null=True, related_name="+")
    importer = models.SlugField(max_length=40)
    digest = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    is_proven = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("known layout")
        verbose_name_plural = _("known layouts")
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "importer", "school"],
                nulls_distinct=False,
                name="knownlayout_one_per_school",
            )
        ]

    def __str__(self) -> str:
        return f"{self.importer} {self.digest[:8]}"
