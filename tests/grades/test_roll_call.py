"""The roll by exception: who is not named absent was there, and that the roll was taken is kept."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal import scoping
from students.models import Absence, RegisterChange, RollCall
from students.selectors import absences_counted
from tests.factories import AbsenceFactory
from tests.factories.marks import set_state
from tests.world import ClientOf, World


def address(world: World) -> str:
    return reverse("grades:roll-call", args=[world.class_group.public_id, world.term.code])


def today() -> datetime.date:
    return timezone.localdate()


def form(world: World, *states: str, was: str = "", on: datetime.date | None = None):
    stays = world.enrolments[world.class_group]
    sent = {"on": (on or today()).isoformat(), "session": "morning"}
    for stay, state in zip(stays, [*states, *[""] * len(stays)], strict=False):
        sent |= {f"o-{stay.pk}": was, f"a-{stay.pk}": state}
    return sent


def absences() -> list[tuple[str, bool]]:
    with scoping.everywhere("a test looks"):
        rows = Absence.objects.order_by("enrolment__position")
        return list(rows.values_list("session", "excused"))


def test_nobody_absent_is_told_from_not_taken(world: World, client_of: ClientOf) -> None:
    client = client_of("homeroom")
    assert "chưa điểm danh" in client.get(address(world)).content.decode().lower()
    assert client.post(address(world), form(world)).status_code == 302
    with scoping.everywhere("a test looks"):
        call = RollCall.objects.get()
    assert (call.on, call.session, call.taken_by) == (
        today(),
        "morning",
        world.users["homeroom"],
    )
    assert absences() == []


def test_absent_ones_are_kept_changed_and_taken_back_with_their_history(
    world: World, client_of: ClientOf
) -> None:
    client = client_of("homeroom")
    client.post(address(world), form(world, "K", "P"))
    assert absences() == [("morning", False), ("morning", True)]
    stay = world.enrolments[world.class_group][0]
    client.post(address(world), form(world) | {f"o-{stay.pk}": "K", f"a-{stay.pk}": "P"})
    assert absences() == [("morning", True), ("morning", True)]
    client.post(address(world), form(world) | {f"o-{stay.pk}": "P", f"a-{stay.pk}": ""})
    assert absences() == [("morning", True)]
    with scoping.everywhere("a test looks"):
        changes = RegisterChange.objects.filter(student=stay.student, part="absence")
        who = list(changes.values_list("actor", flat=True))
    assert who == [world.users["homeroom"].pk] * 3


def test_what_another_person_has_changed_meanwhile_is_refused_by_name(
    world: World, client_of: ClientOf
) -> None:
    client_of("head").post(address(world), form(world, "P"))
    answer = client_of("homeroom").post(address(world), form(world, "", was="K"))
    assert answer.status_code == 200
    name = world.enrolments[world.class_group][0].student.full_name
    assert name in answer.content.decode() and absences() == [("morning", True)]


@pytest.mark.parametrize("persona", ["teacher", "clerk", "auditor"])
def test_only_the_homeroom_teacher_and_heads_take_it(
    world: World, client_of: ClientOf, persona: str
) -> None:
    answer = client_of(persona).post(address(world), form(world, "K"))
    assert answer.status_code in (200, 404) and absences() == []


def test_an_earlier_day_is_changed_until_the_term_is_sealed(
    world: World, client_of: ClientOf
) -> None:
    client = client_of("homeroom")
    day = world.term.starts_on
    assert client.post(address(world), form(world, "K", on=day)).status_code == 302
    with scoping.everywhere("a test seals"):
        set_state(world.sheet, "sealed")
    answer = client.post(address(world), form(world, "", was="K", on=day))
    assert answer.status_code == 200 and len(absences()) == 1


def test_both_halves_of_a_day_are_two_sessions_that_the_set_counts_once(world: World) -> None:
    stay = world.enrolments[world.class_group][0]
    with scoping.everywhere("a test"):
        for session in ("morning", "afternoon"):
            AbsenceFactory(enrolment=stay, on=world.term.starts_on, session=session)
        count = absences_counted([stay.student_id], world.year.starts_on, world.year.ends_on)
        counted = count[stay.student_id]
        scheme = world.sheet.scheme
    assert (counted.total, counted.a_day) == (2, (2,))
    assert scheme.countable_absences(counted.a_day) == 1


def test_the_students_page_shows_them_to_the_homeroom_teacher_alone(
    world: World, client_of: ClientOf
) -> None:
    stay = world.enrolments[world.class_group][0]
    with scoping.everywhere("a test"):
        AbsenceFactory(enrolment=stay, on=world.term.starts_on, excused=True)
    page = reverse("grades:student", args=[stay.student.public_id])
    assert "1/45 buổi" in client_of("homeroom").get(page).content.decode()
    assert "1/45 buổi" not in client_of("teacher").get(page).content.decode()
