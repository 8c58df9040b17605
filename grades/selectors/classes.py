"""Classes of a school in one term, as the head sees them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from eduportal.core.revisions import fingerprint
from grades.choices import READY_TO_SEAL, SheetState
from grades.models import HomeroomChange, MarkSheet, SealDecision
from grades.selectors.sheets import SheetRow, with_progress
from schools.models import ClassGroup, Term

CLASS_STATES = {
    "none": _("no mark sheets"),
    "open": _("being entered"),
    "waiting": _("waiting for approval"),
    "ready": _("ready to seal"),
    "sealed": _("sealed"),
}


def class_state(states: Collection[str]) -> str:
    """How a class stands, from the states of its sheets: a key of CLASS_STATES.

    sealed and ready speak of every sheet; waiting says that every one is handed in.
    """
    if not states:
        return "none"
    if all(state == SheetState.SEALED for state in states):
        return "sealed"
    if all(state in READY_TO_SEAL for state in states):
        return "ready"
    return "open" if SheetState.OPEN in states else "waiting"


@dataclass(frozen=True)
class ClassTerm:
    """One class in one term: how many of its sheets are in which state."""

    class_group: ClassGroup
    sheets: int
    open: int
    submitted: int
    approved: int
    sealed: int

    @property
    def state(self) -> str:
        """A key of CLASS_STATES."""
        counts = {
            SheetState.OPEN: self.open,
            SheetState.SUBMITTED: self.submitted,
            SheetState.APPROVED: self.approved,
            SheetState.SEALED: self.sealed,
        }
        return class_state([state for state, count in counts.items() if count])

    @property
    def state_label(self) -> str:
        return str(CLASS_STATES[self.state])


def class_terms(term: Term, school_ids: Collection[int] | None = None) -> list[ClassTerm]:
    """The classes of the schools with their sheets counted by state: one query."""

    def in_state(state: SheetState) -> Count:
        return Count("sheets", filter=Q(sheets__term=term, sheets__state=state))

    classes = (
        ClassGroup.objects.filter(school_year=term.school_year_id, grade_level__id__lte=12)
        .select_related("school", "grade_level")
        .annotate(
            open_count=in_state(SheetState.OPEN),
            submitted_count=in_state(SheetState.SUBMITTED),
            approved_count=in_state(SheetState.APPROVED),
            sealed_count=in_state(SheetState.SEALED),
        )
        .order_by("school__name", "grade_level", "name")
    )
    if school_ids is not None:
        classes = classes.filter(school__in=school_ids)
    found = []
    for group in classes:
        counts = (group.open_count, group.submitted_count, group.approved_count, group.sealed_count)
        found.append(ClassTerm(group, sum(counts), *counts))
    return [row for row in found if row.sheets]


def unsealed_before(term: Term, school_ids: Collection[int] | None) -> list[tuple[Term, int]]:
    """Earlier terms of which classes are not sealed yet, and how many: two queries at most."""
    sheets = MarkSheet.objects.filter(term__starts_on__lt=term.starts_on)
    if school_ids is not None:
        sheets = sheets.filter(school__in=school_ids)
    open_ones = sheets.exclude(state=SheetState.SEALED).values("term").order_by()
    counts = dict(
        open_ones.annotate(classes=Count("class_group", distinct=True)).values_list(
            "term", "classes"
        )
    )
    if not counts:
        return []
    terms = Term.objects.filter(pk__in=counts).select_related("school_year")
    return [(each, counts[each.pk]) for each in terms.order_by("-starts_on")]


def revision_of_class(class_group: ClassGroup, term: Term) -> str:
    """The state of all the class's sheets of the term in a few characters: one query.

    It changes with every mark and every step, with every sheet or line that comes or goes, with
    every decision on a student, and with what the homeroom teacher says.
    """
    decided = SealDecision.objects.filter(
        class_group=OuterRef("class_group"), term=OuterRef("term")
    ).order_by("-pk")
    said = HomeroomChange.objects.filter(
        enrolment__class_group=OuterRef("class_group"), term=OuterRef("term")
    ).order_by("-pk")
    sheets = MarkSheet.objects.filter(class_group=class_group, term=term).order_by("pk")
    facts = sheets.annotate(
        lines=Count("records"),
        decision=Subquery(decided.values("pk")[:1]),
        said=Subquery(said.values("pk")[:1]),
    ).values_list("pk", "revision", "lines", "decision", "said")
    return fingerprint(list(facts))


def last_sealed(class_ids: Collection[int]) -> dict[int, Term]:
    """The newest term sealed in each of the classes; classes without one are left out."""
    sealed = MarkSheet.objects.filter(class_group__in=class_ids, state=SheetState.SEALED)
    pairs = set(sealed.values_list("class_group_id", "term_id"))
    terms = Term.objects.in_bulk([term_id for _class, term_id in pairs])
    ordered = sorted(pairs, key=lambda pair: terms[pair[1]].ends_on)
    return {class_id: terms[term_id] for class_id, term_id in ordered}


def subjects_with_sheets(class_ids: Collection[int]) -> set[tuple[int, int]]:
    """Class and subject of every sheet the classes have, in any term."""
    sheets = MarkSheet.objects.filter(class_group__in=class_ids)
    return set(sheets.values_list("class_group_id", "subject_id").distinct())


def sheets_of_class(class_group: ClassGroup, term: Term) -> list[SheetRow]:
    """The class's sheets of the term with their progress, in the order of the mark book."""
    sheets = (
        MarkSheet.objects.filter(class_group=class_group, term=term)
        .select_related("subject", "class_group", "term__school_year")
        .order_by("subject__position")
    )
    return with_progress(list(sheets))
