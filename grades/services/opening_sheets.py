"""Sheets and lines of many classes and terms opened together, by a fixed number of statements.

A list of students brings a hundred classes, each with a dozen sheets in each term: asked class by
class and sheet by sheet, they took nine tenths of the time of an import.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from grades.choices import SheetState
from grades.events import marks_changed
from grades.models import MarkRecord, MarkSheet, RegulationSet, WithdrawnSheet
from grades.rules.schemes import NoScheme
from grades.selectors.regulations import regulation_for, taught
from grades.services.fitting import Fitting, are_studied, fit_exemptions, fit_topics
from schools.choices import LineKind
from schools.models import ClassGroup, CurriculumLine, Term
from schools.services import lock_classes
from staffing.selectors import assigned_by_class
from students.models import Enrolment
from students.selectors import (
    OwnSubjects,
    in_class_during,
    in_class_for,
    own_subjects_by_class,
    study_topics_by_class,
)

ClassTerm: TypeAlias = tuple[ClassGroup, Term]
# A class and a term, by their keys.
Key: TypeAlias = tuple[int, int]

ADD_LINES = """
insert into grades_markrecord (uid, school_id, sheet_id, enrolment_id, regular, exempt,
    studies_topics, remark, midterm_remark, origins)
select gen_random_uuid(), s.school_id, s.id, w.stay,
    array_fill(null::smallint, array[s.regular_count + s.has_topic::int]), false,
    true, '', '', '{}'
from unnest(%s::bigint[], %s::bigint[]) as w(sheet, stay)
join grades_marksheet s on s.id = w.sheet
order by w.sheet, w.stay
on conflict do nothing
"""


def open_where_assessed(pairs: Sequence[ClassTerm]) -> list[MarkSheet]:
    """The sheets of these classes and terms, passing over those whose circular is not computed."""
    return _open(pairs, passing_over=True)


def open_all(pairs: Sequence[ClassTerm]) -> list[MarkSheet]:
    """The sheets of these classes and terms; grades.services.open_sheets says which. NoScheme."""
    return _open(pairs, passing_over=False)


@dataclass
class _Taught:
    """What each class and term is taught: its set of regulations and its lines of the programme.

    `own` and `present` are the subjects of each student and who sits in the class.
    """

    own: dict[int, OwnSubjects]
    regulations: dict[Key, RegulationSet] = field(default_factory=dict)
    lines: dict[Key, list[CurriculumLine]] = field(default_factory=dict)


def _open(pairs: Sequence[ClassTerm], *, passing_over: bool) -> list[MarkSheet]:
    if not pairs:
        return []
    with transaction.atomic():
        lock_classes({group.pk for group, _term in pairs})
        there = list(_sheets_of(pairs).order_by("pk"))
        sealed = {_key(sheet) for sheet in there if sheet.state == SheetState.SEALED}
        opening = [pair for pair in pairs if _named(pair) not in sealed]
        regulations = _regulations(opening, there, passing_over=passing_over)
        opening = [pair for pair in opening if _named(pair) in regulations]
        if opening:
            _open_unsealed(opening, there, regulations)
        sheets = list(_sheets_of(pairs).order_by("pk"))
        kept = [each for each in sheets if _key(each) in sealed | regulations.keys()]
        if kept:
            fit_exemptions(MarkRecord.objects.filter(sheet__in=[sheet.pk for sheet in kept]))
        return kept


def _open_unsealed(
    pairs: Sequence[ClassTerm],
    there: Sequence[MarkSheet],
    regulations: dict[Key, RegulationSet],
) -> None:
    groups = list({group.pk: group for group, _term in pairs}.values())
    book = _Taught(own_subjects_by_class(groups), regulations)
    book.lines = _lines(pairs, book)
    topics = study_topics_by_class(groups)
    known = {(*_key(sheet), sheet.subject_id) for sheet in there}
    MarkSheet.objects.bulk_create(
        [
            _sheet(
                pair, line, book.regulations[_named(pair)], are_studied(line, topics[pair[0].pk])
            )
            for pair in pairs
            for line in book.lines[_named(pair)]
            if (*_named(pair), line.subject_id) not in known
        ],
        ignore_conflicts=True,
    )
    sheets = list(_sheets_of(pairs).order_by("pk"))
    _fit_records(pairs, sheets, book)
    fit_topics(sheets, {key: Fitting(lines, topics[key[0]]) for key, lines in book.lines.items()})
    for group, term in pairs:
        marks_changed(group.school_id, group.pk, term.pk)


def _named(pair: ClassTerm) -> Key:
    return pair[0].pk, pair[1].pk


def _key(sheet: MarkSheet) -> Key:
    return sheet.class_group_id, sheet.term_id


def _sheets_of(pairs: Sequence[ClassTerm]) -> "QuerySet[MarkSheet]":
    classes_of: defaultdict[int, list[int]] = defaultdict(list)
    for group, term in pairs:
        classes_of[term.pk].append(group.pk)
    wanted = Q(pk__in=[])
    for term_id, classes in classes_of.items():
        wanted |= Q(term=term_id, class_group__in=classes)
    return MarkSheet.objects.filter(wanted).select_related("subject")


def _regulations(
    pairs: Sequence[ClassTerm], there: Iterable[MarkSheet], *, passing_over: bool
) -> dict[Key, RegulationSet]:
    """The set of each: that of its sheets, or the one in force while it has none."""
    given = {_key(sheet): sheet.regulation_id for sheet in reversed(list(there))}
    sets = RegulationSet.objects.in_bulk(set(given.values()))
    in_force: dict[tuple[str, int, str], RegulationSet | None] = {}
    found: dict[Key, RegulationSet] = {}
    for group, term in pairs:
        key = group.pk, term.pk
        if key in given:
            found[key] = sets[given[key]]
            continue
        asked = group.programme, group.grade_level_id, term.school_year.code
        if asked not in in_force:
            in_force[asked] = _in_force(*asked, passing_over=passing_over)
        if (regulation := in_force[asked]) is not None:
            found[key] = regulation
    return found


def _in_force(programme: str, level: int, year: str, *, passing_over: bool) -> RegulationSet | None:
    try:
        return regulation_for(programme, level, year)
    except NoScheme:
        if not passing_over:
            raise
        return None


def _lines(pairs: Sequence[ClassTerm], book: _Taught) -> dict[Key, list[CurriculumLine]]:
    """The lines of the programme that each class is taught and marks are given in.

    Without the sheets that were withdrawn, as long as nobody is assigned to the subject.
    """
    groups = {group.pk: group for group, _term in pairs}
    assigned = assigned_by_class(groups)
    withdrawn: defaultdict[Key, set[int]] = defaultdict(set)
    rows = WithdrawnSheet.objects.filter(class_group__in=groups)
    for class_id, term_id, subject_id in rows.values_list("class_group", "term", "subject"):
        withdrawn[class_id, term_id].add(subject_id)
    programme: defaultdict[tuple[str, int], list[CurriculumLine]] = defaultdict(list)
    for line in CurriculumLine.objects.filter(
        programme__in={group.programme for group in groups.values()},
        grade_level__in={group.grade_level_id for group in groups.values()},
    ).select_related("subject"):
        programme[line.programme, line.grade_level_id].append(line)
    found: dict[Key, list[CurriculumLine]] = {}
    for group, term in pairs:
        key, theirs = (group.pk, term.pk), assigned[group.pk]
        asked = theirs.union(*book.own[group.pk].chosen.values())
        forms = book.regulations[key].scheme.forms
        found[key] = [
            line
            for line in programme[group.programme, group.grade_level_id]
            if line.form in forms
            and (line.kind == LineKind.COMPULSORY or line.subject_id in asked)
            and line.subject_id not in withdrawn[key] - theirs
        ]
    return found


def _sheet(
    pair: ClassTerm, line: CurriculumLine, regulation: RegulationSet, has_topic: bool
) -> MarkSheet:
    class_group, term = pair
    layout = regulation.scheme.layout(taught(line, has_topic=has_topic))
    return MarkSheet(
        school_id=class_group.school_id,
        class_group=class_group,
        term=term,
        subject=line.subject,
        form=line.form,
        regular_count=layout.regular_count,
        has_topic=layout.has_topic,
        periodic_count=layout.periodic_count,
        regulation=regulation,
    )


def _fit_records(pairs: Sequence[ClassTerm], sheets: Sequence[MarkSheet], book: _Taught) -> None:
    """A line for each student on each sheet of the student's own subjects, and no empty other."""
    present, gone = _stays(pairs)
    taking: dict[int, set[int]] = {}
    for sheet in sheets:
        key, subject_id = _key(sheet), sheet.subject_id
        own = book.own[key[0]]
        given_up = own.to_choose - {line.subject_id for line in book.lines[key]}
        if subject_id not in own.to_choose:
            taking[sheet.pk] = present[key]
        elif subject_id in given_up:
            taking[sheet.pk] = set()
        else:
            taking[sheet.pk] = {pk for pk in present[key] if own.takes(pk, subject_id)}
    _add_lines(taking)
    _remove_empty(sheets, {each.pk: taking[each.pk] | gone[_key(each)] for each in sheets})


def _stays(
    pairs: Sequence[ClassTerm],
) -> tuple[defaultdict[Key, set[int]], defaultdict[Key, set[int]]]:
    """Who sits in each class for the term, and who sat there and has left: two queries a term."""
    present: defaultdict[Key, set[int]] = defaultdict(set)
    gone: defaultdict[Key, set[int]] = defaultdict(set)
    for term in {term.pk: term for _group, term in pairs}.values():
        stays = Enrolment.objects.filter(class_group__in={group.pk for group, _term in pairs})
        for pk, class_id in stays.filter(in_class_for(term)).values_list("pk", "class_group"):
            present[class_id, term.pk].add(pk)
        # Whoever left keeps the line, struck through.
        left = stays.filter(in_class_during(term), ends_on__isnull=False)
        for pk, class_id in left.values_list("pk", "class_group"):
            gone[class_id, term.pk].add(pk)
    return present, gone


def _add_lines(taking: Mapping[int, Collection[int]]) -> None:
    """`taking` are the stays that have a line on each sheet."""
    pairs = [(sheet, stay) for sheet, stays in taking.items() for stay in sorted(stays)]
    with connection.cursor() as cursor:
        cursor.execute(ADD_LINES, [[sheet for sheet, _stay in pairs], [s for _sheet, s in pairs]])


def _remove_empty(sheets: Sequence[MarkSheet], kept: Mapping[int, set[int]]) -> None:
    """Take away the lines of other students that hold nothing and that no request is about, and
    sheets that were never used. `kept` are the stays that keep their line on each sheet."""
    of_class: dict[int, list[set[int]]] = {}
    for sheet in sheets:
        of_class.setdefault(sheet.class_group_id, []).append(kept[sheet.pk])
    # Most stays keep their lines on all sheets of their class.
    everywhere = {pk for each in of_class.values() for pk in set.intersection(*each)}
    unsaid = Q(remark="", midterm_remark="", midterm=None, final=None)
    lines = MarkRecord.objects.filter(unsaid, sheet__in=[each.pk for each in sheets], reviews=None)
    others = lines.exclude(enrolment__in=everywhere).values_list(
        "pk", "sheet", "enrolment", "regular"
    )
    empty = [
        pk
        for pk, sheet, stay, regular in others
        if stay not in kept[sheet] and not any(mark is not None for mark in regular)
    ]
    if empty:
        MarkRecord.objects.filter(pk__in=empty).delete()
    unused = MarkSheet.objects.filter(
        pk__in=[sheet.pk for sheet in sheets], state=SheetState.OPEN, records=None, steps=None
    )
    unused.delete()
