"""A student who came with the second term alone: the first one is read from papers or a package."""

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.accounts.selectors import scope_for
from grades.choices import Matter
from grades.models import MarkRecord, OutsideTerm, YearResult
from grades.selectors.year_stored import differences_of, spoilt_in
from grades.services.year_end import correct_year
from students.models import Student
from tests.grades.ended_year import end_terms, seal, year_of
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
PAPER = {"school": "THCS Lê Lợi", "place": "tỉnh Đồng Nai", "paper": "12/GXN"}


@pytest.fixture
def late(world: World) -> Student:
    """The first student of 6A1 has no first term here."""
    stay = world.enrolments[world.class_group][0]
    MarkRecord.objects.filter(enrolment=stay).delete()
    end_terms(world, {(0, "TOAN"): 60}, late=True)
    return stay.student


def address(student: Student) -> str:
    return reverse("grades:student-first-term", args=[student.public_id])


def typed(**marks: str) -> dict[str, str]:
    others = {f"r-MON{number}": "8" for number in range(6)}
    day = {"on": timezone.localdate().isoformat()}
    return {**PAPER, **day, "conduct": "4", "absences": "3", "r-TOAN": "4,5", **others, **marks}


def mine(world: World, student: Student):
    return next(each for each in year_of(world).students if each.stay.student_id == student.pk)


def test_results_of_a_paper_count_in_the_year_with_their_source(
    world: World, late: Student, client_of: ClientOf
) -> None:
    assert Matter.FIRST_TERM in mine(world, late).outcome.matters
    answer = client_of("clerk").post(address(late), typed())
    assert answer.status_code == 302
    found = mine(world, late)
    assert Matter.FIRST_TERM not in found.outcome.matters
    math = found.outcome.results[world.subjects[0].pk]
    # (4,5 + 2 × 6,0) : 3
    assert (math.result, found.facts.conduct, found.facts.absences) == (55, (4, 4), 3)
    page = client_of("head").get(reverse("grades:class-year", args=[world.class_group.public_id]))
    assert "THCS Lê Lợi, tỉnh Đồng Nai, 12/GXN" in page.content.decode()
    seal(world)
    stored = YearResult.objects.get(enrolment__student=late)
    assert (stored.absences, stored.subjects.get(subject=world.subjects[0]).term1) == (3, 45)
    assert spoilt_in(world.class_group) == []


def test_what_is_entered_after_the_seal_is_for_a_correction_and_spoils_nothing_before(
    world: World, late: Student, client_of: ClientOf
) -> None:
    clerk = client_of("clerk")
    clerk.post(address(late), typed())
    seal(world)
    before = OutsideTerm.objects.get()
    again = typed(**{"r-TOAN": "9", "before": str(before.pk)})
    assert clerk.post(address(late), again).status_code == 302
    assert spoilt_in(world.class_group) == [] and len(differences_of(world.class_group)) > 1
    page = client_of("head").get(reverse("grades:class-year", args=[world.class_group.public_id]))
    listed = page.content.decode().partition('id="differs-title"')[2].partition("</ul>")[0]
    assert listed.count(late.full_name) == 1 and "Khóa sổ: " in listed
    head = world.users["head"]
    correct_year(
        class_group=world.class_group,
        revision=year_of(world).revision,
        basis="QĐ 16",
        scope=scope_for(head),
        user=head,
    )
    assert spoilt_in(world.class_group) == differences_of(world.class_group) == []


def test_a_text_that_is_no_result_is_named_and_nothing_is_kept(
    world: World, late: Student, client_of: ClientOf
) -> None:
    answer = client_of("clerk").post(address(late), typed(**{"r-TOAN": "11", "r-MON0": "x"}))
    text = answer.content.decode()
    assert (
        f"{world.subjects[0].name}: " in text
        and "Môn 0: " in text
        and not OutsideTerm.objects.exists()
    )


def test_a_page_that_is_older_than_what_counts_changes_nothing(
    world: World, late: Student, client_of: ClientOf
) -> None:
    clerk = client_of("clerk")
    clerk.post(address(late), typed())
    assert clerk.post(address(late), typed(**{"r-TOAN": "9"})).status_code == 200
    newest = OutsideTerm.objects.get()
    again = typed(**{"r-TOAN": "9", "before": str(newest.pk)})
    assert clerk.post(address(late), again).status_code == 302
    # The former entry stays, and counts no more.
    assert OutsideTerm.objects.count() == 2
    assert mine(world, late).outcome.results[world.subjects[0].pk].result == 70


def test_who_was_here_in_the_first_term_has_no_such_page(
    world: World, late: Student, client_of: ClientOf
) -> None:
    other = world.enrolments[world.class_group][1].student
    assert client_of("clerk").get(address(other)).status_code == 404
    assert client_of("teacher").get(address(late)).status_code == 404
