"""Recording which subjects the students of a class take."""

import pytest
from django.urls import reverse

from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet, TermResult
from grades.selectors import revision_of_class
from grades.services import seal_class
from schools.choices import LineKind
from students.models import ChosenSubject
from students.selectors import ELECTIVES_TAKEN, own_subjects
from students.services import BadChoices, ChoicesChanged, choices_digest, choose_subjects
from tests.conftest import ClientOf
from tests.factories import CurriculumLineFactory, SubjectFactory
from tests.grades.conftest import fill, scope_of, set_state
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def electives(world: World) -> list[int]:
    """Six electives of the class's grade level."""
    subjects = [SubjectFactory(code=f"LC{number}", name=f"Môn {number}") for number in range(6)]
    for subject in subjects:
        CurriculumLineFactory(
            grade_level=world.class_group.grade_level, subject=subject, kind=LineKind.ELECTIVE
        )
    return [subject.pk for subject in subjects]


def choose(world: World, choices: dict[int, list[int]]) -> None:
    expected = choices_digest(own_subjects(world.class_group))
    choose_subjects(class_group=world.class_group, choices=choices, expected=expected)


def recorded(world: World) -> set[tuple[int, int]]:
    rows = ChosenSubject.objects.filter(enrolment__class_group=world.class_group)
    return set(rows.values_list("enrolment_id", "subject_id"))


def test_a_choice_is_recorded_and_the_mark_book_follows(world: World, electives: list[int]) -> None:
    first, second, *_rest = [each.pk for each in world.enrolments[world.class_group]]
    choose(world, {first: electives[:4], second: electives[2:]})
    assert recorded(world) == {
        *((first, subject) for subject in electives[:4]),
        *((second, subject) for subject in electives[2:]),
    }
    lines = MarkRecord.objects.filter(enrolment=first, sheet__subject__in=electives)
    assert set(lines.values_list("sheet__subject", flat=True)) == set(electives[:4])


def test_a_changed_choice_replaces_the_one_before(world: World, electives: list[int]) -> None:
    first = world.enrolments[world.class_group][0].pk
    choose(world, {first: electives[:4]})
    choose(world, {first: electives[1:5]})
    assert recorded(world) == {(first, subject) for subject in electives[1:5]}
    lines = MarkRecord.objects.filter(enrolment=first, sheet__subject__in=electives)
    assert set(lines.values_list("sheet__subject", flat=True)) == set(electives[1:5])
    choose(world, {first: []})
    assert recorded(world) == set()


def test_every_wrong_choice_is_named_and_nothing_is_written(
    world: World, electives: list[int]
) -> None:
    first, second, third, *_rest = world.enrolments[world.class_group]
    choices = {
        first.pk: electives[:3],
        second.pk: electives[:ELECTIVES_TAKEN],
        third.pk: [*electives[:4], world.subjects[0].pk],
    }
    with pytest.raises(BadChoices) as refusal:
        choose(world, choices)
    [too_few, stranger] = refusal.value.problems
    assert first.student.full_name in too_few
    assert world.subjects[0].name in stranger
    assert recorded(world) == set()


def test_a_student_of_another_class_is_refused(world: World, electives: list[int]) -> None:
    other = world.enrolments[world.foreign_class][0].pk
    with pytest.raises(BadChoices):
        choose(world, {other: electives[:4]})


def test_choices_made_meanwhile_are_not_overwritten(world: World, electives: list[int]) -> None:
    first, second, *_rest = [each.pk for each in world.enrolments[world.class_group]]
    seen = choices_digest(own_subjects(world.class_group))
    choose(world, {first: electives[:4]})
    with pytest.raises(ChoicesChanged):
        choose_subjects(
            class_group=world.class_group, choices={second: electives[:4]}, expected=seen
        )


def test_the_page_keeps_what_was_ticked_and_says_what_is_wrong(
    world: World, client_of: ClientOf, electives: list[int]
) -> None:
    client, first = client_of("clerk"), world.enrolments[world.class_group][0]
    address = reverse("students:class-subjects", args=[world.class_group.public_id])
    form = {
        "expected": choices_digest(own_subjects(world.class_group)),
        f"s-{first.pk}": [str(subject) for subject in electives[:3]],
    }
    shown = client.post(address, form)
    assert shown.content.decode().count(" checked>") == 3
    assert first.student.full_name in shown.context["problems"][0]
    form[f"s-{first.pk}"].append(str(electives[3]))
    assert client.post(address, form).status_code == 302
    assert len(recorded(world)) == 4


@pytest.fixture
def second_language(world: World) -> int:
    """An optional subject of the class's grade level."""
    subject = SubjectFactory(code="NN2", name="Ngoại ngữ 2")
    CurriculumLineFactory(
        grade_level=world.class_group.grade_level, subject=subject, kind=LineKind.OPTIONAL
    )
    return subject.pk


def test_a_tick_taken_back_leaves_the_class_as_it_was(world: World, second_language: int) -> None:
    first = world.enrolments[world.class_group][0].pk
    choose(world, {first: [second_language]})
    added = MarkSheet.objects.get(subject=second_language, term=world.term)
    assert [record.enrolment_id for record in added.records.all()] == [first]
    choose(world, {first: []})
    assert not MarkSheet.objects.filter(subject=second_language).exists()


def test_a_subject_with_marks_stays_when_its_last_choice_goes(
    world: World, second_language: int
) -> None:
    first = world.enrolments[world.class_group][0].pk
    choose(world, {first: [second_language]})
    lines = MarkRecord.objects.filter(sheet__subject=second_language)
    lines.filter(sheet__term=world.term).update(midterm=80)
    choose(world, {first: []})
    assert [line.midterm for line in lines] == [80]


def test_a_choice_opens_no_sheet_of_a_sealed_term(
    world: World, second_language: int, signing_key: None
) -> None:
    for subject in world.subjects:
        sheet = world.sheets[world.class_group, subject]
        fill(sheet, 80 if sheet.form == "scored" else 201)
        set_state(sheet, SheetState.APPROVED)
    head = world.users["head"]
    seal_class(
        class_group=world.class_group,
        term=world.term,
        revision=revision_of_class(world.class_group, world.term),
        scope=scope_of(world, "head"),
        user=head,
    )
    results = TermResult.objects.filter(enrolment__class_group=world.class_group).count()
    choose(world, {world.enrolments[world.class_group][0].pk: [second_language]})
    sheets = MarkSheet.objects.filter(class_group=world.class_group, term=world.term)
    assert set(sheets.values_list("state", flat=True)) == {SheetState.SEALED}
    assert TermResult.objects.count() == results
