"""Stored questions about marks: who sees them, whom they are put to, what they say."""

import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from eduportal.accounts.selectors import at_work
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.models import MarkQuestion, MarkSheet
from grades.selectors.signals import sentence_of
from grades.selectors.turns import teachers_at_work

# A sheet is looked at again for so long after its last change: a run that failed is made up for.
DAYS_LOOKED_AT = 3


def changed_sheets(after: int, most: int) -> list[MarkSheet]:
    """Sheets changed in the last days, by their numbers, those above `after`: one query."""
    since = timezone.now() - datetime.timedelta(days=DAYS_LOOKED_AT)
    found = MarkSheet.objects.filter(pk__gt=after, changed_at__gte=since)
    return list(found.select_related("regulation", "term").order_by("pk")[:most])


def visible_questions(scope: Scope, user_id: int) -> "QuerySet[MarkQuestion]":
    """Those the user may see: heads of their school's, the Department and inspectors of all.

    A teacher sees what was put to him or her; colleagues see nothing.
    """
    found = MarkQuestion.objects.select_related(
        "sheet__subject",
        "sheet__regulation",
        "sheet__term__school_year",
        "sheet__class_group__school_year",
        "sheet__class_group__school",
        "author",
        "asked",
    )
    schools = scope.schools_where(Action.READ_MARKS)
    if schools is None or scope.can(Action.ADMINISTER):
        return found
    heads = scope.schools_where(Action.APPROVE_MARKS) or frozenset()
    return found.filter(Q(school__in=heads) & ~Q(author=user_id) | Q(asked=user_id))


def whom_to_ask(question: MarkQuestion) -> int | None:
    """Whose entries they are, or who gives the subject; None where nobody is at work any more."""
    if question.author_id and at_work({question.author_id}, {question.school_id}):
        return question.author_id
    return min(teachers_at_work(question.sheet), default=None)


def said(question: MarkQuestion) -> str:
    """The question in words."""
    person = question.author.full_name if question.author else ""
    return sentence_of(question.kind, question.facts, person)
