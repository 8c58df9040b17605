"""The pages of the exchange and a ministry's own, full: they fit a phone and are accessible."""

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal import scoping
from eduportal.dashboards.figures.services import refresh_nodes
from eduportal.exchange.models import Contract, Peer
from eduportal.exchange.services import end_contract, hear, open_contracts
from schools.models import School
from students.models import Enrolment
from tests.browser.one_portal import Visit
from tests.browser.test_every_page import OUT_OF_REACH, SIZES, violations
from tests.factories import (
    DeliveryFactory,
    LineFactory,
    MinistryRecordFactory,
    NodeKeyFactory,
    OutboxEntryFactory,
    PackageFactory,
    PeerFactory,
    ReceiptFactory,
    SchoolFactory,
    readable_package,
)
from tests.world import World

pytestmark = pytest.mark.trial("browser")

Make = Callable[[World], str]
PICTURES = os.environ.get("GUIDE_PICTURES", "")
NODES = "/exchange/nodes/"
CAUSE = {"count": 3, "samples": [[1, "toan", "99"]], "lines": [1, 2, 3]}
LAYOUT = [["toan", "scored", 2, 0], ["ngu_van", "scored", 2, 0]]


def busy(world: World) -> str:
    """A year with something in every place."""
    above = PeerFactory(code="bo", name="Bộ Giáo dục và Đào tạo", compared_at=timezone.now())
    PeerFactory(code="truong-a", name="Trường THCS Mỹ Hạnh", downstream=True)
    states = ["accepted"] * 5 + ["queued", "parked", "needs_human", "returned", "returned"]
    for number, state in enumerate(states):
        returned = state == "returned"
        package = PackageFactory(
            school=world.school, unit=f"6B{number}", state="returned" if returned else "accepted"
        )
        error = "fork: " + "e" * 64 if state == "needs_human" else ""
        OutboxEntryFactory(package=package, peer=above, state=state, last_error=error)
        if returned:
            problems = [CAUSE | {"code": "wrong_average", "message": "m"}]
            problems += [CAUSE | {"code": "bad_identity", "message": "m"}]
            ReceiptFactory(package=package, issuer="bo", state="returned", problems=problems)
    for school in world.schools:
        PackageFactory(school=school, feed="school", period="-", year="-", unit="-")
    DeliveryFactory(peer=above)
    corrected(world, above)
    return reverse("exchange:board")


def corrected(world: World, above: Peer | None = None) -> str:
    """What a correction says otherwise than the version above."""
    above = above or PeerFactory(name="Bộ Giáo dục và Đào tạo")
    students = [each.student for each in Enrolment.objects.filter(class_group=world.class_group)]
    common: dict[str, Any] = {"school": world.school, "unit": "6A1"}
    earlier = readable_package(students, state="superseded", **common)
    OutboxEntryFactory(package=earlier, peer=above, accepted=True)
    package = readable_package(students, 95, version=2, **common)
    OutboxEntryFactory(package=package, peer=above)
    return reverse("exchange:package-differences", args=[package.hash])


def came_back(world: World) -> str:
    """A version that came back while an earlier one counts."""
    above = PeerFactory(name="Bộ Giáo dục và Đào tạo")
    students = [each.student for each in Enrolment.objects.filter(class_group=world.class_group)]
    common: dict[str, Any] = {"school": world.school, "unit": "6A1"}
    OutboxEntryFactory(package=readable_package(students, **common), peer=above, accepted=True)
    package = readable_package(students, 95, version=2, state="returned", **common)
    entry = OutboxEntryFactory(package=package, peer=above, state="returned")
    return reverse("exchange:entry-decide", args=[entry.pk])


def elsewhere(world: World) -> str:
    """Students whom two classes have sent."""
    students = [each.student for each in Enrolment.objects.filter(class_group=world.class_group)]
    first = readable_package(students, school=world.school, unit="6A1")
    second = readable_package(students, school=world.school, unit="6A2")
    for package, counted in ((first, True), (second, False)):
        for student in students[:4]:
            LineFactory(package=package, student_uid=student.person_uid, counted=counted)
    return reverse("exchange:held")


def software(world: World) -> str:
    """A product that is silent for one school, beside a school's own portal."""
    peer = PeerFactory(downstream=True, code="so-diem", name="Công ty Sổ Điểm Việt")
    NodeKeyFactory(node=peer.code)
    open_contracts(peer, [world.school.code], interval_hours=24)
    Contract.objects.update(silent_since=timezone.now())
    ended = open_contracts(peer, [world.neighbour_school.code], interval_hours=24)
    end_contract(ended[0])
    School.objects.filter(pk=world.neighbour_school.pk).update(node=peer.code)
    hear(peer, "SoDiem/4.2")
    return reverse("exchange:node", args=[peer.code])


def provinces(world: World) -> str:
    """Five provinces: one silent, one that differs, one with parked classes."""
    now = timezone.now()
    hour = int(now.timestamp()) // 3600
    names = ["An Giang", "Cao Bằng", "Đắk Lắk", "Tây Ninh", "Thành phố Hồ Chí Minh"]
    for number, name in enumerate(names):
        seen = now - datetime.timedelta(hours=31 if name == "Cao Bằng" else 0)
        PeerFactory(
            code=f"tinh-{number}",
            name=f"Sở Giáo dục và Đào tạo {name}",
            downstream=True,
            seen_at=seen,
            hours_seen=[each for each in range(hour - 29, hour + 1) if each % 7 or number != 1],
            told_at=now,
        )
        school = SchoolFactory(node=f"tinh-{number}")
        for unit in range(4):
            delivered(school, f"6A{unit}", "parked" if name == "Đắk Lắk" and unit else "accepted")
    school = School.objects.get(node="tinh-2")
    head = [school.code, "2026-2027", "hk1", "term", "6A9", 1, "e" * 64, "accepted"]
    told = {"packages": 5, "records": 30, "digest": "d" * 32, "differing": [head], "all": 1}
    told |= {"here_packages": 4, "here_records": 24, "here_digest": "f" * 32}
    Peer.objects.filter(code="tinh-2").update(told=told)
    refresh_nodes()
    return reverse("dashboards:provinces")


def delivered(school: School, unit: str, state: str) -> None:
    package = PackageFactory(
        school=school,
        unit=unit,
        origin=school.node,
        state=state,
        about={"grade": 6},
        layout=LAYOUT,
    )
    ReceiptFactory(package=package, issuer="bo", state=state)
    if state == "accepted":
        for number in range(8):
            cells = [40 + 5 * number] * 5 + [75] * 5
            LineFactory(package=package, cells=cells, result=[1 + number % 4, None, 4, 0])


def one_province(world: World) -> str:
    provinces(world)
    return reverse("dashboards:province", args=["tinh-2"])


def for_the_ministry(world: World) -> str:
    """Records of every kind in every state, with what keeps them."""
    lacks = [{"field": "ChieuCao", "code": "not_kept", "value": ""}]
    unknown = [{"field": "MaMonHoc", "code": "unknown_code", "value": "lich-su-dia-li"}]
    common = {"school": world.school, "sent_version": 1}
    for kind, table in (("school", "ThongTinDiemTruongChinh"), ("class", "ThongTinLopHocTHCSTHPT")):
        done = {"state": "accepted", "accepted_version": 1, "theirs": "13"}
        MinistryRecordFactory(kind=kind, table=table, year="-", period="-", **done, **common)
    for state, theirs in (("under_way", "10"), ("waiting", "5"), ("refused", "7")):
        said = {"theirs": theirs, "last_error": "Chưa có bản ghi cha", "state": state}
        MinistryRecordFactory.create_batch(3, kind="result", **said, **common)
    person = world.record.enrolment.student.person_uid
    students = {"kind": "student", "table": "ThongTinHocSinh", "person": person}
    MinistryRecordFactory(state="blocked", problems=[*lacks, *unknown], **students, **common)
    MinistryRecordFactory.create_batch(4, state="blocked", problems=unknown, **common)
    return reverse("exchange:ministry")


DEPARTMENT: list[tuple[str, str, Make]] = [
    ("department_admin", "board", busy),
    ("head", "board of a school", busy),
    ("head", "what differs above", corrected),
    ("department_admin", "what came back", came_back),
    ("head", "packages", lambda world: busy(world) + "packages/"),
    ("head", "no such packages", lambda world: busy(world) + "packages/?period=gk1"),
    ("head", "counted elsewhere", elsewhere),
    ("department_admin", "software of schools", lambda world: software(world) and NODES),
    ("department_admin", "a product", software),
    ("department_admin", "to the ministry", for_the_ministry),
    ("auditor", "records of the ministry", lambda world: for_the_ministry(world) + "records/"),
]
MINISTRY: list[tuple[str, str, Make]] = [
    ("ministry_officer", "provinces", provinces),
    ("ministry_officer", "province", one_province),
    ("ministry_officer", "no province", lambda world: reverse("dashboards:provinces")),
    ("department_admin", "board of a ministry", lambda world: provinces(world) and "/exchange/"),
]
CASES = [("department", *row) for row in DEPARTMENT] + [("ministry", *row) for row in MINISTRY]


@pytest.mark.parametrize(
    ("tier", "persona", "make"),
    [pytest.param(tier, persona, make, id=name) for tier, persona, name, make in CASES],
)
def test_a_page_of_the_exchange_fits_and_is_accessible(
    visit: Visit,
    world: World,
    settings: Settings,
    request: pytest.FixtureRequest,
    tier: str,
    persona: str,
    make: Make,
) -> None:
    settings.EDUPORTAL_TIER = tier
    settings.EDUPORTAL_CSDL_URL = "https://csdl.example/ban-ghi"
    with scoping.everywhere("a test fills a page"):
        address = make(world)
    page = visit(persona, address)
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        if PICTURES:
            name = f"{request.node.callspec.id}-{width}.png".replace(" ", "-")
            page.screenshot(path=Path(PICTURES) / name, full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert not page.evaluate(OUT_OF_REACH), width
    assert not violations(page)
