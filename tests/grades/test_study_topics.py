"""Which study topics a class and its students study, and what the mark book makes of it."""

from collections.abc import Collection
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grades.choices import SheetState
from grades.models import MarkChange, MarkRecord, MarkSheet
from grades.selectors import sheet_page
from grades.selectors.days import days_of_sheet
from grades.selectors.moving import move_overview
from schools.choices import LineKind
from schools.models import CurriculumLine
from students.models import ChosenSubject, StudyTopic
from students.selectors import study_topics
from students.services import (
    BadChoices,
    Choice,
    ChoicesChanged,
    MadeFor,
    change_class,
    choose_topics,
    stored_for,
)
from tests.conftest import ClientOf
from tests.factories import CurriculumLineFactory, SubjectFactory
from tests.grades.conftest import Save, edit, set_state, stand_under
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


@pytest.fixture(autouse=True)
def two_clusters(settings: Any) -> None:
    """A student of the small province studies two clusters."""
    settings.EDUPORTAL_STUDY_TOPICS = 2


@pytest.fixture
def topics(world: World) -> list[int]:
    """The subjects with topics: mathematics, which is taught and marked, and three more."""
    CurriculumLine.objects.filter(subject=world.subjects[0]).update(has_topics=True)
    others = [SubjectFactory(code=f"CD{number}", name=f"Môn {number}") for number in range(3)]
    for subject in others:
        CurriculumLineFactory(
            grade_level=world.class_group.grade_level, subject=subject, has_topics=True
        )
    return [world.subjects[0].pk, *(subject.pk for subject in others)]


def choose(world: World, choices: dict[int | None, Collection[int]], group: Any = None) -> None:
    """Choose on a form just opened."""
    group = group or world.class_group
    stored = study_topics(group)
    save_form(
        world, {row: (stored_for(stored, row), after) for row, after in choices.items()}, group
    )


def save_form(
    world: World,
    choices: dict[int | None, tuple[Collection[int], Collection[int]]],
    group: Any = None,
) -> None:
    group = group or world.class_group
    choose_topics(
        class_group=group,
        made_for=MadeFor.of(group),
        choices={
            row: Choice(frozenset(before), frozenset(after))
            for row, (before, after) in choices.items()
        },
    )


def sheet_of(world: World) -> MarkSheet:
    """Mathematics of 6A1 as it is now."""
    return MarkSheet.objects.get(pk=world.sheet.pk)


def line_of(world: World, place: int = 0) -> MarkRecord:
    record = world.records[world.sheet][place]
    return MarkRecord.objects.select_related("sheet__regulation").get(pk=record.pk)


def stay(world: World, place: int = 0) -> int:
    return world.enrolments[world.class_group][place].pk


def test_a_sheet_has_the_column_only_while_the_class_studies_the_topics(
    world: World, topics: list[int]
) -> None:
    assert "cdht" not in sheet_of(world).columns
    choose(world, {None: topics[:2]})
    sheet = sheet_of(world)
    assert "cdht" in sheet.columns
    assert {len(line.regular) for line in sheet.records.all()} == {sheet.regular_count + 1}
    choose(world, {None: topics[1:3]})
    sheet = sheet_of(world)
    assert "cdht" not in sheet.columns
    assert {len(line.regular) for line in sheet.records.all()} == {sheet.regular_count}


def test_marks_stay_where_they_were_when_the_column_comes(
    world: World, topics: list[int], save: Save
) -> None:
    cells = {"tx1": "7", "tx2": "8", "tx3": "7", "tx4": "8", "gk": "6", "ck": "6"}
    names = [name for name in sheet_of(world).columns if name in cells]
    save(world.sheet, *(edit(world.record, name, "", cells[name]) for name in names))
    before = line_of(world)
    choose(world, {None: topics[:2]})
    after = line_of(world)
    assert after.regular == [*before.regular, None]
    assert (after.midterm, after.final, after.average) == (60, 60, before.average)
    assert sheet_of(world).revision > world.sheet.revision


def test_a_student_who_differs_has_the_cell_closed_and_no_gap(
    world: World, topics: list[int], save: Save
) -> None:
    choose(world, {None: topics[:2], stay(world): topics[2:]})
    sheet = sheet_of(world)
    first, second = sheet_page(sheet, "", days_of_sheet(sheet)).rows[:2]
    [closed], [open_cell] = (
        [cell for cell in row.cells if cell.cell == "cdht"] for row in (first, second)
    )
    assert closed.locked and closed.undue and not closed.is_studied
    assert not open_cell.locked and open_cell.is_studied
    assert "cdht" not in first.to_fill
    refused, saved = (
        save(sheet, edit(world.records[world.sheet][place], "cdht", "", "9")).results[0].status
        for place in (0, 1)
    )
    assert (refused, saved) == ("locked", "saved")


def test_one_student_alone_brings_the_column(world: World, topics: list[int]) -> None:
    choose(world, {stay(world, 2): topics[:2]})
    assert sheet_of(world).has_topic
    studying = sheet_of(world).records.filter(studies_topics=True)
    assert list(studying.values_list("enrolment", flat=True)) == [stay(world, 2)]


def test_the_average_waits_only_for_who_studies_the_topics(
    world: World, topics: list[int], save: Save
) -> None:
    choose(world, {None: topics[:2], stay(world): topics[2:]})
    stand_under(world, missing_topic_blocks=True, missing_regular_blocks=False)
    sheet = sheet_of(world)
    for place in (0, 1):
        record = world.records[world.sheet][place]
        cells = {"tx1": "7", "gk": "6", "ck": "6"}
        save(sheet, *(edit(record, name, "", text) for name, text in cells.items()))
    assert line_of(world, 0).average is not None
    assert line_of(world, 1).average is None
    # The average follows the register, too.
    choose(world, {stay(world): ()})
    assert line_of(world, 0).average is None


def test_topics_with_a_mark_are_refused_by_name(
    world: World, topics: list[int], save: Save
) -> None:
    choose(world, {None: topics[:2]})
    save(sheet_of(world), edit(world.record, "cdht", "", "9"))
    student = world.enrolments[world.class_group][0].student
    for choice in ({None: topics[1:3]}, {stay(world): topics[2:]}):
        with pytest.raises(BadChoices, match=student.full_name):
            choose(world, choice)
    assert study_topics(world.class_group).of_class == set(topics[:2])
    assert line_of(world).regular[-1] == 90
    save(sheet_of(world), edit(world.record, "cdht", "9", ""))
    choose(world, {None: topics[1:3]})
    assert not sheet_of(world).has_topic


def test_a_student_with_a_mark_may_keep_the_topics_the_class_gives_up(
    world: World, topics: list[int], save: Save
) -> None:
    choose(world, {None: topics[:2]})
    save(sheet_of(world), edit(world.record, "cdht", "", "9"))
    choose(world, {None: topics[1:3], stay(world): topics[:2]})
    assert line_of(world).regular[-1] == 90
    assert not line_of(world, 1).studies_topics


def test_a_sealed_term_keeps_its_columns_and_a_sealed_year_is_closed(
    world: World, topics: list[int]
) -> None:
    MarkSheet.objects.filter(class_group=world.class_group).exclude(pk=world.sheet.pk).delete()
    set_state(world.sheet, SheetState.SEALED)
    choose(world, {None: topics[:2]})
    assert not sheet_of(world).has_topic
    assert study_topics(world.class_group).of_class == set(topics[:2])
    next_term = MarkSheet.objects.get(
        class_group=world.class_group, subject=world.subjects[0], term=world.next_term
    )
    set_state(next_term, SheetState.SEALED)
    with pytest.raises(BadChoices, match=world.class_group.name):
        choose(world, {None: topics[1:3]})


def test_every_wrong_choice_is_named_and_nothing_is_written(
    world: World, topics: list[int]
) -> None:
    first, second, *_rest = world.enrolments[world.class_group]
    with pytest.raises(BadChoices) as refusal:
        choose(
            world,
            {
                None: topics[:3],
                first.pk: topics[:1],
                second.pk: [topics[0], world.subjects[1].pk],
            },
        )
    said = " ".join(refusal.value.problems)
    assert len(refusal.value.problems) == 3
    assert world.class_group.name in said
    assert first.student.full_name in said
    assert world.subjects[1].name in said
    assert not StudyTopic.objects.exists()
    with pytest.raises(BadChoices):
        choose(world, {world.enrolments[world.foreign_class][0].pk: topics[:2]})


def test_topics_of_an_elective_the_student_does_not_take_are_refused(
    world: World, topics: list[int]
) -> None:
    CurriculumLine.objects.filter(subject=topics[3]).update(kind=LineKind.OPTIONAL)
    other = world.enrolments[world.class_group][1]
    ChosenSubject.objects.create(school=world.school, enrolment=other, subject_id=topics[3])
    first = world.enrolments[world.class_group][0]
    with pytest.raises(BadChoices, match=first.student.full_name):
        choose(world, {first.pk: topics[2:]})
    choose(world, {other.pk: topics[2:]})


def test_a_choice_another_person_made_meanwhile_is_not_overwritten(
    world: World, topics: list[int]
) -> None:
    choose(world, {None: topics[:2]})
    with pytest.raises(ChoicesChanged) as refusal:
        save_form(world, {None: ([], topics[1:3])})
    assert world.class_group.name in refusal.value.problems[0]
    # The same wish is no conflict.
    save_form(world, {None: ([], topics[:2])})


def test_a_change_of_class_takes_along_what_the_student_studied_otherwise(
    world: World, topics: list[int], save: Save
) -> None:
    enrolment = world.enrolments[world.class_group][0]
    there = world.classes[world.school][1]
    choose(world, {enrolment.pk: topics[:2]})
    choose(world, {None: topics[2:]}, there)
    save(sheet_of(world), edit(world.record, "cdht", "", "9"))
    today = timezone.localdate()
    new = change_class(enrolment_id=enrolment.pk, shown=enrolment.revision, to=there, on=today)
    assert study_topics(there).own[new.pk] == set(topics[:2])
    line = MarkRecord.objects.get(
        enrolment=new, sheet__subject=world.subjects[0], sheet__term=world.term
    )
    assert (line.regular[-1], line.studies_topics) == (90, True)


def test_a_mark_of_topics_the_new_class_does_not_study_stays_and_the_overview_says_so(
    world: World, topics: list[int], save: Save
) -> None:
    enrolment = world.enrolments[world.class_group][0]
    there = world.classes[world.school][1]
    # One of the new class studies them, so that its sheet has the column.
    choose(world, {None: topics[:2]})
    choose(world, {None: topics[2:], world.enrolments[there][0].pk: topics[:2]}, there)
    save(sheet_of(world), edit(world.record, "cdht", "", "9"), edit(world.record, "gk", "", "8"))
    today = timezone.localdate()
    move = next(each for each in move_overview(enrolment, there, today) if each.follow)
    assert (move.follow, move.stay) == ({"GK": "8,0"}, {"CĐHT": "9,0"})
    new = change_class(enrolment_id=enrolment.pk, shown=enrolment.revision, to=there, on=today)
    line = MarkRecord.objects.get(
        enrolment=new, sheet__subject=world.subjects[0], sheet__term=world.term
    )
    assert (line.midterm, line.regular[-1], line.studies_topics) == (80, None, False)


def test_the_history_says_why_lines_changed_their_shape(world: World, topics: list[int]) -> None:
    choose(world, {None: topics[:2]})
    change = MarkChange.objects.filter(sheet=world.sheet.pk).latest("pk")
    assert change.reason and len(change.new["regular"]) == len(change.old["regular"]) + 1


def page_of(world: World) -> str:
    return reverse("students:class-topics", args=[world.class_group.public_id])


def form_of(world: World, rows: dict[str, tuple[Collection[int], Collection[int]]]) -> dict:
    made_for = MadeFor.of(world.class_group)
    form: dict[str, Any] = {
        "class_group": made_for.class_group,
        "school_year": made_for.school_year,
    }
    for key, (before, after) in rows.items():
        form[f"was-{key}"] = " ".join(map(str, before))
        form[f"s-{key}"] = list(map(str, after))
    return form


def test_the_page_records_class_and_student_and_shows_them_again(
    world: World, topics: list[int], client_of: ClientOf
) -> None:
    clerk: Client = client_of("clerk")
    form = form_of(world, {"class": ([], topics[:2]), str(stay(world)): ([], topics[2:])})
    assert clerk.post(page_of(world), form).status_code == 302
    page = clerk.get(page_of(world)).content.decode()
    assert page.count(" checked") == 4
    assert page.count(">như lớp<") == len(world.enrolments[world.class_group]) - 1
    subjects = clerk.get(reverse("students:class-subjects", args=[world.class_group.public_id]))
    assert page_of(world) in subjects.content.decode()


def test_a_refused_form_keeps_its_ticks_and_names_every_problem(
    world: World, topics: list[int], client_of: ClientOf
) -> None:
    form = form_of(world, {"class": ([], topics[:1]), str(stay(world)): ([], topics[:3])})
    page = client_of("clerk").post(page_of(world), form)
    assert page.status_code == 200
    assert page.content.decode().count(" checked") == 4
    assert len(page.context["problems"]) == 2


def test_a_class_without_study_topics_says_so(world: World, client_of: ClientOf) -> None:
    page = client_of("clerk").get(page_of(world)).content.decode()
    assert "lớp 10 đến lớp 12" in page
