"""What was decided, before a class was sealed, on students who get no level."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.scoping import signed
from grades.choices import ANSWER_NAMES, LEVEL_NAMES, Answer, Level

FILLING = [Answer.ZERO.value, Answer.LEAVE_OUT.value]
"""What fills cells, so that a level between two readings may come with it."""


class SealDecision(models.Model):
    """One decision on a student of a class who gets no level in a term (TT 22/2021 Art. 7, 9, 11).

    The newest row of a student counts, as long as the student still `lacks` what it was about:
    subjects with their columns, "Toán: CK"; empty where the student lacks no result. A change of
    mind is another row. `level` is there for the answer that gives one, and where what an answer
    fills in leads to readings of Art. 9(3) that differ: `about` is then the digest of the results
    it was about (Standing.about). `number` and `signed_on` are the paper's; a make-up test that is
    still to come has none. `principal` is whom a deputy decided for.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.PROTECT, related_name="+", db_constraint=False
    )
    term = models.ForeignKey("schools.Term", models.PROTECT, related_name="+")
    student = models.ForeignKey(
        "students.Student", models.PROTECT, related_name="+", db_constraint=False
    )
    answer = models.CharField(_("decision"), max_length=9, choices=ANSWER_NAMES)
    level = models.SmallIntegerField(_("learning result"), choices=LEVEL_NAMES, null=True)
    lacks = ArrayField(models.CharField(max_length=200), verbose_name=_("missing"), default=list)
    about = models.CharField(_("about"), max_length=16, blank=True)
    number = models.CharField(_("number of the decision"), max_length=50, blank=True)
    signed_on = models.DateField(_("signed on"), null=True)
    # The history of a mark takes it up among other words, in 300 characters (MarkChange.reason).
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("decision before sealing")
        verbose_name_plural = _("decisions before sealing")
        indexes = [
            models.Index(fields=["class_group", "term", "-id"], name="sealdecision_class_term"),
            models.Index(fields=["student"], name="sealdecision_student"),
        ]
        constraints = [
            known("sealdecision_answer_is_known", "answer", [each.value for each in Answer]),
            known("sealdecision_level_is_known", "level", [each.value for each in Level]),
            models.CheckConstraint(
                condition=Q(answer=Answer.LEVEL.value, level__isnull=False)
                | (~Q(answer=Answer.LEVEL.value) & Q(level=None, about=""))
                | (Q(answer__in=FILLING, level__isnull=False) & ~Q(about="")),
                name="sealdecision_level_where_one_is_given",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.MAKE_UP.value)
                | (~Q(number="") & Q(signed_on__isnull=False)),
                name="sealdecision_stands_on_a_paper",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="sealdecision_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.in_words}"

    @property
    def in_words(self) -> str:
        """The answer, and the level it gives if it gives one."""
        if self.level is None:
            return str(self.get_answer_display())
        return f"{self.get_answer_display()}: {self.get_level_display()}"

    @property
    def paper(self) -> str:
        """The paper it stands on: "QĐ 12/QĐ-THCS, 08/01/2027"; empty without one."""
        return f"{self.number}, {self.signed_on:%d/%m/%Y}" if self.signed_on else ""

    @property
    def signature(self) -> str:
        """Who decided, and for whom."""
        return signed(str(self.actor), str(self.principal) if self.principal else None)
