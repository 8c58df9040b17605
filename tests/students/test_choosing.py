"""Recording which subjects the students of a class take."""

from collections.abc import Collection

import pytest
from django.urls import reverse

from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet, TermResult
from grades.selectors import revision_of_class
from grades.services import seal_class
from schools.choices import LineKind
from schools.models import Subject
from students.models import ChosenSubject
from students.selectors import ELECTIVES_TAKEN, own_subjects
from students.services import BadChoices, Choice, ChoicesChanged, MadeFor, choose_subjects
from tests.conftest import ClientOf
from tests.factories import CurriculumLineFactory, SubjectFactory
from tests.grades.conftest import fill, scope_of, set_state
from tests.stays import leave
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
    """Choose on a form just opened."""
    stored = own_subjects(world.class_group).chosen
    save(world, {pk: (stored.get(pk, []), subjects) for pk, subjects in choices.items()})


def save(
    world: World,
    choices: dict[int, tuple[Collection[int], Collection[int]]],
    made_for: MadeFor | None = None,
) -> None:
    choose_subjects(
        class_group=world.class_group,
        made_for=made_for or MadeFor.of(world.class_group),
        choices={
            pk: Choice(frozenset(before), frozenset(after))
            for pk, (before, after) in choices.items()
        },
    )


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


def test_a_choice_another_person_made_meanwhile_is_not_overwritten(
    world: World, electives: list[int]
) -> None:
    first, second, third, *_rest = world.enrolments[world.class_group]
    choose(world, {first.pk: electives[:4]})
    mine = {first.pk: ([], electives[2:]), third.pk: ([], electives[:4])}
    with pytest.raises(ChoicesChanged) as refusal:
        save(world, mine)
    [problem] = refusal.value.problems
    assert first.student.full_name in problem
    assert recorded(world) == {(first.pk, subject) for subject in electives[:4]}
    # Another student's row is nobody else's business, and the same wish is no conflict.
    save(world, {second.pk: ([], electives[:4]), first.pk: ([], electives[:4])})
    assert {pk for pk, _subject in recorded(world)} == {first.pk, second.pk}


def test_a_student_the_form_does_not_change_is_left_as_stored(
    world: World, electives: list[int]
) -> None:
    first, second, *_rest = [each.pk for each in world.enrolments[world.class_group]]
    choose(world, {first: electives[:4]})
    save(world, {first: ([], []), second: ([], electives[:4])})
    assert {pk for pk, _subject in recorded(world)} == {first, second}


def test_a_form_of_another_class_or_year_is_refused(world: World, electives: list[int]) -> None:
    first = world.enrolments[world.class_group][0].pk
    own = MadeFor.of(world.class_group)
    for made_for in (
        MadeFor(str(world.foreign_class.public_id), own.school_year),
        MadeFor(own.class_group, "2019-2020"),
        MadeFor("", ""),
    ):
        with pytest.raises(BadChoices, match=world.class_group.name):
            save(world, {first: ([], electives[:4])}, made_for)
    assert recorded(world) == set()


def test_a_student_who_has_left_is_not_in_the_class_any_more(
    world: World, electives: list[int]
) -> None:
    gone = world.enrolments[world.class_group][0]
    leave(gone)
    with pytest.raises(BadChoices):
        choose(world, {gone.pk: electives[:4]})
    assert recorded(world) == set()


def test_a_subject_that_does_not_exist_is_refused_like_one_of_another_class(
    world: World, electives: list[int]
) -> None:
    first = world.enrolments[world.class_group][0].pk
    with pytest.raises(BadChoices, match="999999999"):
        choose(world, {first: [*electives[:4], 999999999]})


def form_of(world: World, choices: dict[int, list[int]]) -> dict[str, str | list[str]]:
    """The form of an untouched class with these boxes ticked."""
    made_for = MadeFor.of(world.class_group)
    form: dict[str, str | list[str]] = {
        "class_group": made_for.class_group,
        "school_year": made_for.school_year,
    }
    form |= {f"was-{each.pk}": "" for each in world.enrolments[world.class_group]}
    return form | {f"s-{pk}": list(map(str, subjects)) for pk, subjects in choices.items()}


def test_the_page_keeps_what_was_ticked_and_says_what_is_wrong(
    world: World, client_of: ClientOf, electives: list[int]
) -> None:
    client, first = client_of("clerk"), world.enrolments[world.class_group][0]
    address = reverse("students:class-subjects", args=[world.class_group.public_id])
    shown = client.post(address, form_of(world, {first.pk: electives[:3]}))
    assert shown.content.decode().count(" checked>") == 3
    assert first.student.full_name in shown.context["problems"][0]
    assert client.post(address, form_of(world, {first.pk: electives[:4]})).status_code == 302
    assert len(recorded(world)) == 4


def test_the_second_of_two_clerks_sees_what_the_first_recorded_and_decides(
    world: World, client_of: ClientOf, electives: list[int]
) -> None:
    client, first = client_of("clerk"), world.enrolments[world.class_group][0]
    address = reverse("students:class-subjects", args=[world.class_group.public_id])
    choose(world, {first.pk: electives[:4]})
    shown = client.post(address, form_of(world, {first.pk: electives[2:]}))
    [row] = [row for row in shown.context["rows"] if row.meanwhile]
    assert row.enrolment == first
    assert row.meanwhile == list(
        Subject.objects.filter(pk__in=electives[:4])
        .order_by("position")
        .values_list("short_name", flat=True)
    )
    # What is stored is now what the form starts from; the ticks are still those of the clerk.
    assert [tick.subject.pk for tick in row.ticks if tick.is_chosen] == electives[2:]
    again = form_of(world, {first.pk: electives[2:]}) | {
        f"was-{first.pk}": " ".join(map(str, row.stored))
    }
    assert client.post(address, again).status_code == 302
    assert recorded(world) == {(first.pk, subject) for subject in electives[2:]}


def test_the_page_tells_electives_from_optional_subjects(
    world: World, client_of: ClientOf, electives: list[int], second_language: int
) -> None:
    address = reverse("students:class-subjects", args=[world.class_group.public_id])
    shown = client_of("clerk").get(address)
    assert [subject.pk for subject in shown.context["electives"]] == electives
    assert [subject.pk for subject in shown.context["optional"]] == [second_language]
    page = shown.content.decode()
    students = len(world.enrolments[world.class_group])
    assert page.count('g-elective"') == 1 + students * len(electives)
    assert page.count('g-optional"') == 1 + students


def test_the_clerk_finds_the_page_from_the_list_of_the_class_and_back(
    world: World, client_of: ClientOf, electives: list[int]
) -> None:
    client = client_of("clerk")
    page = reverse("students:class-subjects", args=[world.class_group.public_id])
    of_class = f"{reverse('students:student-list')}?class={world.class_group.public_id}"
    assert page in client.get(of_class).content.decode()
    assert of_class in client.get(page).content.decode()
    assert page not in client_of("teacher").get(of_class).content.decode()
    of_head = reverse("grades:class-detail", args=[world.class_group.public_id])
    assert of_head in client_of("head").get(page).content.decode()


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
        without_conduct=True,
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
