"""The page that proves one student's result, and the evidence taken away from it."""

import io
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from eduportal.exchange import verify
from eduportal.exchange.models import Package
from eduportal.exchange.services import Draft, seal_package
from eduportal.exchange.wire.header import Event
from eduportal.privacy.models import Access
from tests.exchange.conftest import ABOUT, CLOSES, LAYOUT, row
from tests.exchange.evidence import Ministry, rooted
from tests.factories import PeerFactory
from tests.factories.marks import regulation_set
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


def sealed_for(world: World, mark: int = 80, version: int = 1) -> Package:
    """Term I of the world's first class, with its students, sealed here."""
    students = sorted(
        (each.student for each in world.enrolments[world.class_group]),
        key=lambda student: str(student.person_uid),
    )
    cells = [mark] * 5 + [201] * 5
    lines = [
        row(number, uid=str(each.person_uid), name=each.full_name, cells=cells)
        for number, each in enumerate(students, start=1)
    ]
    draft = Draft(
        feed="term",
        closes=CLOSES,
        lines=lines,
        sealed_by="Hiệu trưởng",
        year="2026-2027",
        period="hk1",
        unit="6A1",
        unit_name="6A1",
        rules=regulation_set().rules,
        about=ABOUT,
        layout=LAYOUT,
        event=Event.RESULT if version == 1 else Event.CORRECTION,
        basis="" if version == 1 else "12/QĐ",
    )
    return seal_package(world.school, draft)


def uid_of(world: World) -> str:
    return str(world.enrolments[world.class_group][0].student.person_uid)


def page(client: Client, world: World, query: str = "") -> str:
    response = client.get(reverse("exchange:student", args=[uid_of(world)]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_every_level_that_signed_is_on_the_page(world: World, client_of: ClientOf) -> None:
    PeerFactory(code="bo", name="Bộ Giáo dục và Đào tạo")
    package = sealed_for(world)
    Ministry().known().accepts(package)
    rooted()

    shown = page(client_of("head"), world)

    assert "Bộ Giáo dục và Đào tạo" in shown
    assert "2/2" in shown or "2 / 2" in shown or "2 trên 2" in shown
    assert "banner--success" in shown and "is-broken" not in shown
    assert shown.count("8,0 8,0 · GK 8,0 · CK 8,0 · TB 8,0") == 3


def test_a_level_that_holds_an_older_version_is_seen(world: World, client_of: ClientOf) -> None:
    PeerFactory(code="bo", name="Bộ Giáo dục và Đào tạo")
    Ministry().known().accepts(sealed_for(world, 70))
    sealed_for(world, 80, version=2)

    shown = page(client_of("head"), world)

    assert "banner--error" in shown
    assert "<b>7,0 7,0 · GK 7,0 · CK 7,0 · TB 7,0</b>" in shown


def test_the_evidence_taken_from_the_page_is_genuine(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    sealed_for(world)
    rooted()
    client = client_of("auditor")

    answer = client.get(reverse("exchange:student-evidence", args=[uid_of(world)]))

    content = b"".join(answer.streaming_content)
    path = tmp_path / "evidence.zip"
    path.write_bytes(content)
    assert verify.main([str(path)]) == 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    others = [each.student for each in world.enrolments[world.class_group][1:]]
    assert others and not any(each.full_name in text for each in others)
    assert Access.objects.filter(route="exchange:student-evidence").exists()


def test_the_page_costs_the_same_with_more_versions(world: World, client_of: ClientOf) -> None:
    PeerFactory(code="bo")
    ministry = Ministry().known()
    ministry.accepts(sealed_for(world, 70))
    rooted()
    client, address = client_of("head"), reverse("exchange:student", args=[uid_of(world)])
    page(client, world)
    ask_counted(client, "exchange:student:head", address)
    ministry.accepts(sealed_for(world, 80, version=2))

    ask_counted(client, "exchange:student:head", address)


def test_a_student_of_whom_nothing_is_sealed_has_no_page(world: World, client_of: ClientOf) -> None:
    address = reverse("exchange:student", args=[uid_of(world)])
    assert client_of("head").get(address).status_code == 404
    assert (
        address
        not in client_of("head")
        .get(
            reverse(
                "grades:student", args=[world.enrolments[world.class_group][0].student.public_id]
            )
        )
        .content.decode()
    )


def test_it_is_two_clicks_from_the_student_to_the_evidence(
    world: World, client_of: ClientOf
) -> None:
    sealed_for(world)
    student = world.enrolments[world.class_group][0].student
    client = client_of("head")
    first = client.get(reverse("grades:student", args=[student.public_id])).content.decode()

    proof = reverse("exchange:student", args=[student.person_uid])
    assert proof in first
    assert reverse("exchange:student-evidence", args=[student.person_uid]) in page(client, world)
