"""Writing an approved amendment into the sealed sheet, and sealing the next version."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.conf import settings
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eduportal.exchange.models import Package
from eduportal.exchange.wire.header import Event
from eduportal.notices.kinds import NoticeKind
from eduportal.scoping import reasoned
from grades.cells import write_cell
from grades.choices import AmendmentState, AmendmentStepKind
from grades.events import marks_changed
from grades.models import Amendment, AmendmentStep, MarkChange, MarkRecord, MarkSheet
from grades.selectors.amended_levels import AmendedLevels
from grades.selectors.amending import OPEN
from grades.selectors.consequences import AmendedLine, Consequences
from grades.selectors.correcting import sealed_term
from grades.services.amendment_steps import Act, concerned_by, record_step, tell_of
from grades.services.errors import ClassNotReady
from grades.services.freezing import freeze_stays
from grades.services.results import compute_term_results
from grades.services.sealing import seal_draft
from grades.services.writing import update_records

REASON_LENGTH = MarkChange._meta.get_field("reason").max_length or 0
OVERTAKEN = gettext_noop("A cell of it holds another mark by now.")


def write_amendment(act: Act, amendment: Amendment, found: Consequences) -> None:
    """Write the cells, the results that follow, and the next version of the class's package.

    The caller holds the class and has recorded the approval; the database lets in exactly the
    cells of the amendment (grades_refuse_sealed_lines).
    """
    sheet = amendment.sheet
    with _let_in(amendment), reasoned(_history_reason(amendment)):
        update_records([_as_amended(line) for line in found.lines])
        MarkSheet.objects.filter(pk=sheet.pk).update(
            revision=F("revision") + 1, changed_at=timezone.now()
        )
        _write_results(sheet, found.of_term)
    package = _seal(amendment, str(act.user))
    record_step(
        amendment,
        AmendmentState.WRITTEN,
        AmendmentStepKind.WRITE,
        actor_id=None,
        version=package.version,
    )
    _overtake_others(amendment)
    tell_of(amendment, NoticeKind.AMEND_WRITTEN, concerned_by(amendment), by=act.user.pk)
    marks_changed(sheet.school_id, sheet.class_group_id, sheet.term_id, at_once=True)


def _write_results(sheet: MarkSheet, of_term: AmendedLevels) -> None:
    """The results of the students concerned, and what the seal takes along of them."""
    group, term = sheet.class_group, sheet.term
    standings, decisions = of_term.standings, of_term.decisions
    compute_term_results(class_group=group, term=term, standings=standings, decisions=decisions)
    freeze_stays(group, term, only=standings)


@contextmanager
def _let_in(amendment: Amendment) -> Iterator[None]:
    """Name the amendment to the guards of the database until the block ends."""
    setting = "select set_config('eduportal.amendment', %s, true)"
    with connection.cursor() as cursor:
        cursor.execute(setting, [str(amendment.pk)])
        yield
        cursor.execute(setting, [""])


def _as_amended(line: AmendedLine) -> MarkRecord:
    for cell in line.cells:
        write_cell(line.record, cell.name, cell.after)
        if cell.name in line.record.origins:
            line.record.origins[cell.name] |= {"changed": timezone.localdate().isoformat()}
    line.record.average = line.average
    return line.record


def _seal(amendment: Amendment, actor: str) -> Package:
    """The next version, under the decision: a correction (docs/decisions/0051)."""
    sheet = amendment.sheet
    sealed = sealed_term(sheet.class_group, sheet.term)
    if sealed is None:
        raise ClassNotReady(_("Nothing counts as sealed here. Nothing was done."), [])
    with translation.override(settings.LANGUAGE_CODE):
        by = _head_of(amendment) or actor
        basis = _("%(decision)s of %(day)s, amendment %(number)s") % _words(amendment)
    draft = replace(sealed.now, event=Event.CORRECTION, basis=basis, sealed_by=by)
    return seal_draft(sheet.class_group, draft)


def _head_of(amendment: Amendment) -> str:
    """Who approved for the school, and for whom."""
    steps = AmendmentStep.objects.filter(amendment=amendment, kind=AmendmentStepKind.APPROVE)
    step = steps.select_related("actor", "principal").order_by("-pk").first()
    return step.signature if step and amendment.approved_by_id else ""


def _words(amendment: Amendment) -> dict[str, str]:
    return {
        "decision": amendment.decision,
        "day": f"{amendment.decided_on:%d/%m/%Y}",
        "number": amendment.title,
    }


def _history_reason(amendment: Amendment) -> str:
    """What the history of the marks says: number, decision, the persons, and why."""
    persons = (
        amendment.asked_by,
        amendment.confirmed_by,
        amendment.approved_by,
        amendment.endorsed_by,
    )
    with translation.override(settings.LANGUAGE_CODE):
        said = _("Amendment %(number)s, %(decision)s of %(day)s (%(persons)s): %(reason)s") % {
            **_words(amendment),
            "persons": ", ".join(str(each) for each in persons if each),
            "reason": amendment.reason,
        }
    return said[:REASON_LENGTH]


def _overtake_others(amendment: Amendment) -> None:
    """Other requests for the same cells are about a mark that is no longer there."""
    same = Q(pk__in=[])
    for record_id, name in amendment.cells.values_list("record", "name"):
        same |= Q(cells__record=record_id, cells__name=name)
    others = Amendment.objects.filter(same, state__in=OPEN).exclude(pk=amendment.pk)
    for other in others.select_related("sheet__subject", "sheet__class_group").distinct():
        overtake(other, _("Amendment %(number)s has changed it.") % {"number": amendment.title})


def overtake(amendment: Amendment, words: str) -> None:
    """End a request whose cells hold something else than it was about."""
    record_step(
        amendment,
        AmendmentState.OVERTAKEN,
        AmendmentStepKind.OVERTAKE,
        actor_id=None,
        words=words,
    )
    tell_of(amendment, NoticeKind.AMEND_GONE, concerned_by(amendment), by=None)
