"""How many students an account is shown in an hour and in a day, and what happens beyond that."""

import datetime
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from eduportal import scoping
from eduportal.accounts.models import Mail
from eduportal.accounts.roles import Role
from eduportal.core.looking import Kind
from eduportal.privacy.choices import AlertKind
from eduportal.privacy.limits import limits_of
from eduportal.privacy.models import Access, Alert
from tests.factories import AccessFactory, MembershipFactory
from tests.owner import make_months_since, owner_cursor
from tests.personal import logged
from tests.world import ClientOf, World

STUDENTS = "/students/"
REST = "/api/v1/students/"
AT_THE_SCHOOL = 12


def allow(settings, role: str, hour: int, day: int = 1_000) -> None:
    settings.EDUPORTAL_READING_LIMITS = settings.EDUPORTAL_READING_LIMITS | {role: (hour, day)}


def seen_before(world: World, persons: list[int], *, minutes: int, by: str = "clerk") -> None:
    at = timezone.now() - datetime.timedelta(minutes=minutes)
    user, school = world.users[by], world.foreign_school
    with scoping.everywhere("a test invents what was seen"):
        AccessFactory(user=user, school=school, persons=persons, at=at)


def alerts() -> list[tuple[str, int, int, int]]:
    return list(Alert.objects.order_by("pk").values_list("kind", "count", "limit", "hours"))


def test_the_most_generous_role_counts_and_a_machine_has_a_rate_instead(
    world: World, settings
) -> None:
    from eduportal.accounts.selectors import scope_for

    MembershipFactory(user=world.users["teacher"], role=Role.CLERK, school=world.school)
    limits = settings.EDUPORTAL_READING_LIMITS

    assert limits_of(scope_for(world.users["homeroom"])) == limits["homeroom"]
    assert limits_of(scope_for(world.users["teacher"])) == limits["clerk"]
    assert limits_of(scope_for(world.users["machine"])) is None
    assert limits_of(scoping.NOWHERE) is None


def test_every_role_of_a_person_has_a_limit(settings) -> None:
    assert settings.EDUPORTAL_READING_LIMITS.keys() == {*Role.values} - {Role.MACHINE}


@pytest.mark.usefixtures("as_owner")
@pytest.mark.parametrize("address", [STUDENTS, REST])
def test_beyond_the_limit_nobody_is_shown_and_the_answer_says_when_it_goes_on(
    address: str, world: World, client_of: ClientOf, settings
) -> None:
    allow(settings, "clerk", AT_THE_SCHOOL + 1)
    seen_before(world, [900_001, 900_002], minutes=20)

    answer = client_of("clerk").get(address)

    assert answer.status_code == 429
    again_in = int(answer["Retry-After"])
    assert 39 * 60 < again_in < 41 * 60
    text = answer.content.decode()
    # Shortly before midnight the one is today and the other tomorrow.
    moments = [
        timezone.localtime(timezone.now() + datetime.timedelta(minutes=each)) for each in (39, 41)
    ]
    assert any(f"{moment:%d/%m/%Y}" in text for moment in moments)
    assert logged(answer) == {}
    assert not any(each.full_name in text for each in pupils(world))
    assert alerts() == [(AlertKind.BULK_READING, AT_THE_SCHOOL + 2, AT_THE_SCHOOL + 1, 1)]


@pytest.mark.usefixtures("as_owner")
def test_a_form_that_comes_back_as_a_page_is_no_way_around(
    world: World, client_of: ClientOf, settings
) -> None:
    allow(settings, "head", 3)
    seen_before(world, [900_001, 900_002, 900_003], minutes=20, by="head")
    address = reverse("grades:marksheet-edit", args=[world.sheet.public_id])

    answer = client_of("head").post(address, {"m-1-gk": "8"})

    assert answer.status_code == 429
    text = answer.content.decode()
    assert not any(each.full_name in text for each in pupils(world))
    assert len(alerts()) == 1


def pupils(world: World):
    return [
        seat.student for group in world.classes[world.school] for seat in world.enrolments[group]
    ]


def test_the_same_students_again_are_no_more_students(
    world: World, client_of: ClientOf, settings
) -> None:
    allow(settings, "clerk", AT_THE_SCHOOL)
    client = client_of("clerk")

    assert [client.get(STUDENTS).status_code for _n in range(4)] == [200] * 4
    assert alerts() == []


@pytest.mark.usefixtures("as_owner")
def test_what_is_older_than_an_hour_counts_for_the_day_only(
    world: World, client_of: ClientOf, settings
) -> None:
    allow(settings, "clerk", AT_THE_SCHOOL, AT_THE_SCHOOL + 2)
    make_months_since(Access, hours=25)
    seen_before(world, [900_001, 900_002], minutes=61)
    client = client_of("clerk")
    assert client.get(STUDENTS).status_code == 200
    seen_before(world, [900_003], minutes=25 * 60)
    assert client.get(STUDENTS).status_code == 200
    seen_before(world, [900_004], minutes=90)

    answer = client.get(STUDENTS)

    assert answer.status_code == 429
    assert 22 * 3600 < int(answer["Retry-After"]) < 23 * 3600
    assert alerts() == [(AlertKind.BULK_READING, AT_THE_SCHOOL + 3, AT_THE_SCHOOL + 2, 24)]


def test_one_answer_with_more_students_than_the_limit_is_never_possible(
    world: World, client_of: ClientOf, settings
) -> None:
    allow(settings, "clerk", AT_THE_SCHOOL - 1)

    answer = client_of("clerk").get(REST)

    assert answer.status_code == 429
    assert answer.json()["code"] == "too_many_students"
    assert "Retry-After" not in answer
    assert client_of("clerk").get(f"{REST}?page_size=5").status_code == 200


@pytest.mark.usefixtures("as_owner")
def test_what_a_colleague_saw_and_accounts_seen_do_not_count(
    world: World, client_of: ClientOf, settings
) -> None:
    allow(settings, "clerk", AT_THE_SCHOOL)
    seen_before(world, [900_001], minutes=5, by="head")
    with scoping.everywhere("a test invents what was seen"):
        AccessFactory(user=world.users["clerk"], of_account=True, persons=[900_002])

    assert client_of("clerk").get(STUDENTS).status_code == 200


def test_an_auditor_turning_the_pages_of_sheets_is_stopped_too(
    world: World, client_of: ClientOf, settings
) -> None:
    allow(settings, "auditor", 15)
    client = client_of("auditor")
    addresses = [
        reverse("grades:marksheet-edit", args=[sheet.public_id])
        for (group, subject), sheet in world.sheets.items()
        if subject == world.subjects[0]
    ]

    answers = [client.get(address).status_code for address in addresses]

    assert answers[:3] == [200, 200, 429]
    assert set(answers[2:]) == {429}


def test_a_teacher_who_enters_marks_is_never_stopped(
    world: World, client_of: ClientOf, settings
) -> None:
    allow(settings, "teacher", 1)
    client = client_of("teacher")
    cell = {"record": world.record.pk, "cell": "gk", "from": "", "to": "8,5"}
    body = {"ops": [{"op": "0b7c3c3e-7f0e-4a3f-9a53-2f6a0c1de009", **cell}]}

    page = client.get(reverse("grades:marksheet-edit", args=[world.sheet.public_id]))
    saved = client.post(
        reverse("grades:marksheet-save", args=[world.sheet.public_id]),
        body,
        content_type="application/json",
    )

    assert (page.status_code, saved.status_code) == (200, 200)
    assert client.get(STUDENTS).status_code == 429


def test_a_command_and_a_machine_are_not_counted(
    world: World, client_of: ClientOf, settings
) -> None:
    settings.EDUPORTAL_READING_LIMITS = dict.fromkeys(settings.EDUPORTAL_READING_LIMITS, (1, 1))

    answer = client_of("machine").get(REST)

    assert answer.status_code == 200
    assert len(logged(answer)[Kind.STUDENT]) == AT_THE_SCHOOL


def test_the_log_holds_one_alert_an_hour_and_administrators_get_one_mail(
    world: World, client_of: ClientOf, settings
) -> None:
    allow(settings, "clerk", 1)
    client = client_of("clerk")

    assert [client.get(STUDENTS).status_code for _n in range(3)] == [429] * 3

    assert len(alerts()) == 1
    mails = Mail.objects.filter(kind="alert").values_list("user__username", "to")
    admin = world.users["department_admin"]
    assert list(mails) == [(admin.username, admin.email)]
    with scoping.everywhere("a test reads the access log"):
        assert not Access.objects.filter(user=world.users["clerk"], kind=Kind.STUDENT).exists()


HOLD = "begin; lock table privacy_access in share mode"
WAITING = """
select count(*) from pg_locks l join pg_database d on d.oid = l.database
where not granted and datname = current_database()
"""
WITHIN_SECONDS = 60


def wait_until_waiting(cursor, number: int) -> None:
    until = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < until:
        cursor.execute(WAITING)
        if cursor.fetchone()[0] >= number:
            return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_of_requests_at_once_only_as_many_pass_as_the_limit_has_room_for(
    world: World, client_of: ClientOf, settings
) -> None:
    """All of them have asked before the first one's entries are written."""
    allow(settings, "clerk", 2)
    clients = [client_of("clerk") for _browser in range(4)]
    codes = [student.ministry_code for student in pupils(world)]

    def page(number: int) -> int:
        try:
            return clients[number].get(f"{REST}?ministry_code={codes[number]}").status_code
        finally:
            connections.close_all()

    with owner_cursor() as cursor, ThreadPoolExecutor(max_workers=4) as threads:
        # Entries can be read and not written.
        cursor.execute(HOLD)
        answers = [threads.submit(page, number) for number in range(4)]
        wait_until_waiting(cursor, 4)
        cursor.execute("commit")

    assert sorted(each.result() for each in answers) == [200, 200, 429, 429]
    with scoping.everywhere("a test reads the access log"):
        assert Access.objects.filter(kind=Kind.STUDENT).count() == 2
