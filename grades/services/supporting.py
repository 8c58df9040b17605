"""Writing what is done for a student at risk and what came of it; counting, by night."""

from collections import Counter, defaultdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.scoping import Scope
from grades.choices import SupportKind, SupportOutcome
from grades.models import MarkSheet, RiskCount, SupportAction
from grades.selectors.at_risk import AtRisk, students_at_risk
from grades.services.errors import NotAllowed, ShownOtherwise
from grades.services.homeroom_rights import may_lead
from schools.models import ClassGroup, Term
from students.models import Enrolment

SCHOOLS_A_RUN = 20
WORDS_LENGTH = SupportAction._meta.get_field("words").max_length or 0


def write_action(
    *, stay: Enrolment, term: Term, kind: SupportKind, words: str, reasons: list[str],
    scope: Scope, user: User,
) -> SupportAction:  # fmt: skip
    """Write down one thing that is done for the student. Raises NotAllowed."""
    _require_leader(stay.class_group, scope, user)
    return SupportAction.objects.create(
        school_id=stay.school_id,
        enrolment=stay,
        term=term,
        kind=kind,
        reasons=reasons,
        words=words,
        by=user,
    )


def write_outcome(
    *, action: SupportAction, outcome: SupportOutcome, words: str, scope: Scope, user: User
) -> None:
    """Write what came of an action, once. Raises NotAllowed, ShownOtherwise."""
    _require_leader(action.enrolment.class_group, scope, user)
    rows = SupportAction.objects.filter(pk=action.pk, outcome="")
    if not rows.update(
        outcome=outcome, outcome_words=words, outcome_by=user, outcome_at=timezone.now()
    ):
        raise ShownOtherwise(_("The outcome has been written since this page was opened."))


def _require_leader(group: ClassGroup, scope: Scope, user: User) -> None:
    if not may_lead(scope, user.pk, group):
        raise NotAllowed(_("The homeroom teacher and the head write this."))


def count_at_risk(term: Term, after: int) -> int:
    """Count the students at risk at some schools again, those numbered above `after`.

    Returns the last of them, 0 once there is none left. Called where every school is in scope.
    Safe to run twice.
    """
    kept = MarkSheet.objects.filter(term=term, school_id__gt=after).order_by("school_id")
    schools = list(kept.values_list("school_id", flat=True).distinct()[:SCHOOLS_A_RUN])
    groups = ClassGroup.objects.filter(
        school__in=schools, pk__in=MarkSheet.objects.filter(term=term).values("class_group")
    )
    counts: defaultdict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for group in groups.select_related("grade_level"):
        students, found = students_at_risk(group, term)
        counts[group.school_id, group.grade_level.stage].update(_counted(students, found))
    with transaction.atomic():
        RiskCount.objects.filter(term=term, school__in=schools).delete()
        RiskCount.objects.bulk_create(
            RiskCount(school_id=school, term=term, stage=stage, **found)
            for (school, stage), found in counts.items()
        )
    return schools[-1] if schools else 0


def _counted(students: int, rows: list[AtRisk]) -> dict[str, int]:
    risky = [row for row in rows if row.reasons]
    helped = [row for row in risky if row.actions]
    better = [row for row in helped if any(a.outcome == SupportOutcome.BETTER for a in row.actions)]
    return {
        "students": students,
        "at_risk": len(risky),
        "helped": len(helped),
        "better": len(better),
    }
