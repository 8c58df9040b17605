"""Mark sheets by words: a subject, a class."""

from django.db.models import Q

from eduportal.core.text import search_key
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.models import MarkSheet
from grades.selectors.sheets import listed
from schools.models import Subject, Term
from staffing.selectors import assigned_pairs, taught_in_term


def sheets_found(
    *, scope: Scope, user_id: int, term: Term, text: str, most: int
) -> list[MarkSheet]:
    """The term's sheets the user may read and every word of the text fits: three queries.

    A word fits where it begins a word of the subject's name, without accents, or its short name or
    code, or stands in the name of the class: "toan 7a4", "khoa hoc 6a1".
    """
    wanted = Q()
    subjects = {subject.pk: _words_of(subject) for subject in Subject.objects.all()}
    for word in search_key(text).split():
        fitting = [pk for pk, words in subjects.items() if any(w.startswith(word) for w in words)]
        in_name = Q(class_group__name__icontains=word) if _has_digit(word) else Q(pk__in=[])
        wanted &= Q(subject__in=fitting) | in_name
    everywhere = scope.schools_where(Action.READ_MARKS)
    readable = Q() if everywhere is None else Q(school__in=everywhere)
    if everywhere is not None and scope.can_somewhere(Action.WRITE_OWN_MARKS):
        readable |= assigned_pairs(user_id) | taught_in_term(user_id)
    sheets = MarkSheet.objects.filter(wanted, readable, term=term)
    return list(listed(sheets)[:most]) if wanted else []


def _words_of(subject: Subject) -> list[str]:
    return search_key(f"{subject.name} {subject.short_name} {subject.code}").split()


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
