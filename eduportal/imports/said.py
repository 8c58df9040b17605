"""What people say of files: to a question, of the columns of a layout."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
