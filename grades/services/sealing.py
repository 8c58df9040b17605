"""Sealing a class: its marks become records that travel."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduportal.accounts.models import User
from eduportal.exchange.feeds import Draft, explained
from eduportal.exchange.models import Package
from eduportal.exchange.services import BadPackage, seal_package
from eduportal.scoping import Principal, Scope, signed
from grades.choices import SheetState, Step
from grades.events import marks_changed
from grades.models import MarkSheet, SheetStep
from grades.selectors.class_regulations import sharing_sets
from grades.selectors.correcting import counting_package, term_draft
from grades.selectors.ending import ending_of
from grades.selectors.regulations import regulation_for
from grades.services.deciding import (
    apply_decisions,
    are_sealed,
    locked_as_shown,
    principal_who_seals,
    require_conduct,
    require_decided,
    require_ready,
    require_taught,
    require_traits,
)
from grades.services.errors import ClassNotReady
from grades.services.following import follow_class
from grades.services.freezing import freeze_stays
from grades.services.results import compute_term_results
from grades.services.settling import settle_lines
from grades.services.telling import tell_of_sealing
from schools.models import ClassGroup, School, Term
from schools.services import lock_classes

REASON_LENGTH = 300  # As a package's header takes it (exchange/wire/header.py).


def seal_class(
    *,
    class_group: ClassGroup,
    term: Term,
    revision: str,
    scope: Scope,
    user: User,
    reason: str = "",
    untaught: Collection[str] = (),
    without_conduct: bool = False,
    without_traits: bool = False,
) -> Package:
    """Freeze one class's term and hand its records over, all in one transaction: khóa sổ học kỳ.

    `revision` is the revision_of_class the user looked at; the others are what Said holds, of which
    subjects and reason travel. Of a sealed class the package that counts is returned. Raises
    NotAllowed, ShownOtherwise, ClassNotReady.
    """
    principal = principal_who_seals(class_group, scope)
    with transaction.atomic():
        lock_classes([class_group.pk])
        locked = locked_as_shown(class_group, term, revision)
        is_sealed = are_sealed(locked)
        if is_sealed and (sealed := counting_package(class_group, term)):
            return sealed
        require_ready(sheets := _under_set_in_force(class_group, term, locked))
        said = Said(untaught, without_conduct, without_traits, reason)
        reason = reason if is_sealed else _end(class_group, term, sheets, said)
        _seal(class_group, term, sheets, user, principal, reason)
        return _package(class_group, term, signature_of(user, principal), reason, sheets)


def _seal(
    class_group: ClassGroup,
    term: Term,
    sheets: list[MarkSheet],
    user: User,
    principal: Principal | None,
    reason: str,
) -> None:
    """Seal the sheets, and tell those whom it concerns."""
    if _mark_sealed(sheets, user, principal, reason):
        tell_of_sealing(class_group, term, by=user.pk)
    marks_changed(class_group.school_id, class_group.pk, term.pk, at_once=True)


class Said(NamedTuple):
    """What the person who seals says of what is not there, and why.

    `untaught` are the codes of compulsory subjects without a sheet that are not taught;
    `without_conduct`: students without a conduct result are sealed so; `without_traits`: those who
    lack a quality or competence of primary school.
    """

    untaught: Collection[str]
    without_conduct: bool
    without_traits: bool
    reason: str


def _lacking_words(conduct: int, traits: int) -> list[str]:
    """How many students have no conduct result, or lack qualities or competences."""
    found = []
    if conduct:
        said = ngettext(
            "%d student without a conduct result.",
            "%d students without a conduct result.",
            conduct,
        )
        found.append(said % conduct)
    if traits:
        said = ngettext(
            "%d student without a quality or competence.",
            "%d students without a quality or competence.",
            traits,
        )
        found.append(said % traits)
    return found


def _whole_reason(names: list[str], conduct: int, traits: int, reason: str) -> str:
    """The seal's reason, in the portal's language.

    Before it how many students lack something, and the subjects it speaks of.
    """
    whole = reason
    with translation.override(settings.LANGUAGE_CODE):
        if names:
            words = {"subjects": ", ".join(names), "reason": reason}
            whole = _("Not taught this term: %(subjects)s. %(reason)s") % words
        whole = " ".join([*_lacking_words(conduct, traits), whole]).strip()
    if len(whole) > REASON_LENGTH:
        too_long = _(
            "The reason is too long with the names of the subjects; leave out %d characters:"
        )
        raise ClassNotReady(too_long % (len(whole) - REASON_LENGTH), [reason])
    return whole


def _end(
    class_group: ClassGroup,
    term: Term,
    sheets: list[MarkSheet],
    said: Said,
) -> str:
    """Settle what the end of the term settles, apply the decisions, compute the results.

    Returns the reason of the seal. Raises ClassNotReady with every subject without a sheet, or
    every student on whom a decision is needed or for whom sealing waits.
    """
    ending = ending_of(class_group, term, sheets[0].regulation, sheets=sheets)
    names = require_taught(ending, said.untaught, said.reason)
    require_decided(ending)
    lacking = require_conduct(ending, without_conduct=said.without_conduct)
    traits = require_traits(ending, without_traits=said.without_traits, reason=said.reason)
    whole = _whole_reason(names, lacking, traits, said.reason)
    settle_lines(ending.lines, ending.moment)
    decisions = apply_decisions(ending)
    compute_term_results(
        class_group=class_group,
        term=term,
        decisions=decisions,
        # Decisions fill cells: what follows from them is computed again.
        standings=None if decisions else ending.standings,
        conduct=ending.conduct,
        regulation=sheets[0].regulation,
    )
    freeze_stays(class_group, term, ending.own, sheets=sheets)
    return whole


def _under_set_in_force(
    class_group: ClassGroup, term: Term, locked: list[MarkSheet]
) -> list[MarkSheet]:
    """The class's sheets of the term, under the set in force.

    A set may have come into force since they were opened, and the sweep may not have run yet.
    """
    if not locked:
        return []
    year = term.school_year.code
    governing = regulation_for(class_group.programme, class_group.grade_level_id, year)
    if all(sheet.regulation_id == governing.pk for sheet in locked):
        return locked
    follow_class(class_group.pk, term.pk, governing)
    sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
    return sharing_sets(sheets.select_related("subject", "regulation").order_by("pk"))


def signature_of(user: User, principal: Principal | None) -> str:
    """In the portal's language: the package goes to people who chose no language here."""
    with translation.override(settings.LANGUAGE_CODE):
        return signed(str(user), principal.name if principal else None)


def _package(
    class_group: ClassGroup, term: Term, by: str, reason: str, sheets: list[MarkSheet]
) -> Package:
    draft = term_draft(class_group, term, sheets[0].regulation.rules, sheets)
    return seal_draft(class_group, replace(draft, sealed_by=by, basis=reason))


def seal_draft(class_group: ClassGroup, draft: Draft) -> Package:
    """Seal what is to be sealed of a class; raises ClassNotReady with what no node would take."""
    return seal_school_draft(class_group.school, draft)


def seal_school_draft(school: School, draft: Draft) -> Package:
    """The same of a school."""
    try:
        return seal_package(school, draft)
    except BadPackage as refusal:
        causes = {problem.code: problem.message for problem in refusal.problems}
        sentences = [explained(draft.feed, code, message) for code, message in causes.items()]
        raise ClassNotReady(_("These records cannot be sealed:"), sentences) from refusal


def _mark_sealed(
    sheets: list[MarkSheet], user: User, principal: Principal | None, reason: str
) -> int:
    """Seal those that are not yet; returns how many."""
    fresh = [sheet for sheet in sheets if sheet.state != SheetState.SEALED]
    SheetStep.objects.bulk_create(
        SheetStep(
            school_id=sheet.school_id,
            sheet=sheet,
            step=Step.SEAL,
            from_state=sheet.state,
            to_state=SheetState.SEALED,
            actor=user,
            principal_id=principal.user_id if principal else None,
            reason=reason,
        )
        for sheet in fresh
    )
    MarkSheet.objects.filter(pk__in=[sheet.pk for sheet in fresh]).update(
        state=SheetState.SEALED, revision=F("revision") + 1, changed_at=timezone.now()
    )
    return len(fresh)
