"""What this node has received and accepted, one line a record."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from grades.choices import FORM_NAMES
from grades.models.sheet import is_cell, is_mark, is_result
from grades.rules.cells import AssessmentForm


class LedgerLine(models.Model):
    """One sealed mark record as its newest accepted package states it.

    Written only when a package is accepted, by replacing the package's whole scope: what a new
    version no longer holds is gone. Marks in tenths or cell codes, as in MarkRecord. `topic` is
    the mark of the study topics (chuyên đề), where the student has one. The student
    and subject are named, not referenced: a node above the school need not hold its register.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="ledger")
    package = models.ForeignKey(
        "exchange.Package", models.PROTECT, related_name="lines", db_constraint=False
    )
    record_uid = models.UUIDField(unique=True)
    student_uid = models.UUIDField()
    student_code = models.CharField(_("student code"), max_length=20, blank=True)
    subject_code = models.CharField(_("subject"), max_length=20)
    form = models.CharField(max_length=9, choices=FORM_NAMES)
    regular = ArrayField(models.SmallIntegerField(null=True))
    topic = models.SmallIntegerField(null=True)
    midterm = models.SmallIntegerField(null=True)
    final = models.SmallIntegerField(null=True)
    average = models.SmallIntegerField(null=True)
    exempt = models.BooleanField()

    class Meta:
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        indexes = [models.Index(fields=["school", "package"], name="ledgerline_school_package")]
        constraints = [
            known("ledgerline_form_is_known", "form", [form.value for form in AssessmentForm]),
            models.CheckConstraint(condition=is_cell("topic"), name="ledgerline_topic_is_cell"),
            models.CheckConstraint(condition=is_cell("midterm"), name="ledgerline_midterm_is_cell"),
            models.CheckConstraint(condition=is_cell("final"), name="ledgerline_final_is_cell"),
            models.CheckConstraint(
                condition=Q(average=None)
                | (Q(form=AssessmentForm.SCORED.value) & is_mark("average"))
                | (Q(form=AssessmentForm.COMMENTED.value) & is_result()),
                name="ledgerline_average_fits_form",
            ),
        ]

    def __str__(self) -> str:
        return str(self.record_uid)
