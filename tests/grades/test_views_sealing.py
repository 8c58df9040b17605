"""The page of sealing: the typed word, late arrivals, and the true state afterwards."""

import datetime

import pytest
from django.conf import LazySettings
from django.urls import reverse
from django.utils import timezone

from eduportal.exchange.models import OutboxEntry, Package, Peer
from eduportal.exchange.states import OutboxState
from grades.choices import Level, SheetState, Step
from grades.models import MarkSheet, SheetStep, TermResult
from grades.selectors import revision_of_class
from grades.services import ClassNotReady, seal_class
from schools.models import Subject
from tests.factories import (
    CurriculumLineFactory,
    EnrolmentFactory,
    MarkRecordFactory,
    PeerFactory,
    ReceiptFactory,
    SchoolYearFactory,
    SubjectFactory,
    TermFactory,
)
from tests.grades.conftest import fill, give_levels, overwrite, scope_of, set_state
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


def approve(world: World, number: int = 0) -> None:
    group = world.classes[world.school][number]
    for subject in world.subjects:
        sheet = world.sheets[group, subject]
        fill(sheet, 80 if sheet.form == "scored" else 201)
        set_state(sheet, SheetState.APPROVED)


def page_of(world: World, number: int = 0) -> str:
    group = world.classes[world.school][number]
    return reverse("grades:class-seal", args=[group.public_id, world.term.code])


def seal(world: World, client, typed: str, number: int = 0):
    page = page_of(world, number)
    form = {"revision": client.get(page).context["revision"], "confirmation": typed}
    form["without_conduct"] = "on"
    return client.post(page, form, follow=True)


def answer_with(state: OutboxState, *peers: Peer) -> None:
    """The nodes above, all or these, have answered what was sent."""
    OutboxEntry.objects.filter(peer__in=peers or Peer.objects.all()).update(state=state)


@pytest.mark.parametrize("typed", ["", "6A2", "6A"])
def test_without_the_name_of_the_class_nothing_is_sealed(
    world: World, client_of: ClientOf, typed: str
) -> None:
    approve(world)
    answer = seal(world, client_of("head"), typed)
    assert not Package.objects.exists() and not answer.context["is_sealed"]
    assert "6A1" in str([*answer.context["messages"]][0])


def test_the_name_may_be_typed_in_small_letters(world: World, client_of: ClientOf) -> None:
    approve(world)
    assert seal(world, client_of("head"), " 6a1 ").context["is_sealed"]


def test_afterwards_the_page_follows_the_records(world: World, client_of: ClientOf) -> None:
    peer = PeerFactory(relation="upstream")
    approve(world)
    approve(world, 1)
    head = client_of("head")
    way = seal(world, head, "6A1").context["way"]
    assert not way.has_arrived and [stop.receipt for stop in way.stops] == [None]

    answer_with(OutboxState.ACCEPTED)
    ReceiptFactory(package=way.package, school=world.school, issuer=peer.code)
    for address in (
        page_of(world),
        reverse("grades:class-detail", args=[world.class_group.public_id]),
    ):
        page = head.get(address)
        assert page.context["way"].has_arrived
        # The class that is ready as well is the next step.
        assert page_of(world, 1) in page.content.decode()
    assert page.context["way"].stops[0].receipt.issuer == peer.code


def test_a_package_that_was_refused_above_is_not_called_delivered(
    world: World, client_of: ClientOf
) -> None:
    PeerFactory(relation="upstream")
    approve(world)
    head = client_of("head")
    seal(world, head, "6A1")
    answer_with(OutboxState.RETURNED)
    page = head.get(page_of(world))
    assert page.context["way"].is_troubled and "notice--red" in page.content.decode()


def test_who_came_late_and_has_empty_cells_is_named_before(
    world: World, client_of: ClientOf
) -> None:
    approve(world)
    since = world.term.starts_on + datetime.timedelta(days=1)
    stay = EnrolmentFactory(
        school=world.school,
        class_group=world.class_group,
        school_year=world.year,
        starts_on=min(since, timezone.localdate()),
    )
    MarkRecordFactory(school=world.school, sheet=world.sheet, enrolment=stay)
    page = client_of("head").get(page_of(world))
    [arrival] = page.context["arrivals"]
    assert arrival.student == stay.student and "CK" in arrival.empty[0]
    assert stay.student.full_name in page.content.decode()


def test_a_class_that_is_not_ready_names_the_sheets_that_wait(
    world: World, client_of: ClientOf
) -> None:
    approve(world)
    MarkSheet.objects.filter(pk=world.sheet.pk).update(state=SheetState.OPEN)
    page = client_of("head").get(page_of(world))
    assert [row.sheet for row in page.context["waiting"]] == [world.sheet]
    assert "confirmation" not in page.content.decode()


def test_the_bar_shows_the_term_to_be_sealed_and_leads_to_the_other_one(
    world: World, client_of: ClientOf
) -> None:
    head = client_of("head")
    head.post(reverse("schools:period"), {"term": world.next_term.code})
    page = head.get(page_of(world))
    assert page.context["period"].current == world.term
    form = {"term": world.next_term.code, "page": page.context["period"].page}
    answer = head.post(reverse("schools:period"), form, follow=True)
    assert answer.context["term"] == world.next_term


def test_a_term_of_another_year_leads_to_the_classes_and_says_why(
    world: World, client_of: ClientOf
) -> None:
    day = world.year.starts_on.replace(year=world.year.starts_on.year - 5)
    other = TermFactory(school_year=SchoolYearFactory(starts_on=day), starts_on=day)
    page = reverse("grades:class-seal", args=[world.class_group.public_id, other.code])
    answer = client_of("head").get(page, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("grades:class-list")
    [said] = answer.context["messages"]
    assert world.class_group.name in str(said) and str(other) in str(said)


def without_sheet(world: World) -> Subject:
    """A compulsory subject of the class that has no mark sheet."""
    subject = SubjectFactory(code="TIN", name="Tin học")
    CurriculumLineFactory(grade_level=world.class_group.grade_level, subject=subject)
    return subject


def test_a_subject_without_a_sheet_is_said_not_to_be_taught_or_nothing_is_sealed(
    world: World, client_of: ClientOf
) -> None:
    approve(world)
    subject = without_sheet(world)
    head = client_of("head")
    page = head.get(page_of(world))
    assert f'value="{subject.code}"' in page.content.decode()
    form = {"revision": page.context["revision"], "confirmation": "6A1"}
    form["without_conduct"] = "on"
    for said in ({}, {"untaught": "MON", "reason": "Vì"}, {"untaught": subject.code}):
        answer = head.post(page_of(world), form | said, follow=True)
        assert not answer.context["is_sealed"] and not Package.objects.exists()
        assert subject.name in str([*answer.context["messages"]][0])

    sealed = head.post(
        page_of(world),
        form | {"untaught": subject.code, "reason": "Chưa có giáo viên"},
        follow=True,
    )
    words = "6 em chưa có kết quả rèn luyện. Không dạy trong học kỳ này: Tin học. Chưa có giáo viên"
    package = Package.objects.get(feed="term")
    assert package.basis == words and words in sealed.content.decode()
    assert set(SheetStep.objects.filter(step=Step.SEAL).values_list("reason", flat=True)) == {words}
    page = reverse("exchange:package-detail", args=[package.hash])
    assert words in head.get(page).content.decode()


def test_a_reason_that_does_not_fit_beside_the_subjects_is_refused(world: World) -> None:
    approve(world)
    for number in range(12):
        subject = SubjectFactory(code=f"X{number}", name=f"Môn {number} {'x' * 20}")
        CurriculumLineFactory(grade_level=world.class_group.grade_level, subject=subject)
    with pytest.raises(ClassNotReady) as refused:
        seal_class(
            without_conduct=True,
            class_group=world.class_group,
            term=world.term,
            revision=revision_of_class(world.class_group, world.term),
            scope=scope_of(world, "head"),
            user=world.users["head"],
            untaught=[f"X{number}" for number in range(12)],
            reason="Chưa có giáo viên",
        )
    assert refused.value.sheets == ["Chưa có giáo viên"] and not Package.objects.exists()


def test_levels_are_counted_with_their_shares_before_and_after(
    world: World, client_of: ClientOf
) -> None:
    give_levels(world)
    head = client_of("head")
    before = head.get(page_of(world))
    tally = before.context["forecast"].tally
    students = len(world.enrolments[world.class_group])
    assert [(part.count, part.better, part.share) for part in tally.parts] == [
        (students, 0, 100),
        *[(0, students, 0)] * 3,
    ]
    assert "levels-bar" in before.content.decode() and "100,0%" in before.content.decode()
    assert "chưa nhập" in before.content.decode(), "no conduct is entered"
    assert [line.level for line in before.context["forecast"].lines] == ["Tốt"] * students

    after = seal(world, head, "6A1")
    assert after.context["tally"] == tally
    for result in TermResult.objects.all():
        overwrite(result, conduct=Level.FAIR)
    for address in (
        page_of(world),
        reverse("grades:class-detail", args=[world.class_group.public_id]),
    ):
        page = head.get(address)
        counts = [part.count for part in page.context["conduct"].parts]
        assert counts == [0, students, 0, 0]
        assert "chưa nhập" not in page.content.decode()


def test_the_printed_page_says_what_it_is(world: World, client_of: ClientOf) -> None:
    approve(world)
    head = client_of("head")
    assert "Bảng kiểm trước khi khóa sổ" in head.get(page_of(world)).content.decode()
    assert "Xác nhận khóa sổ" in seal(world, head, "6A1").content.decode()


def test_each_stop_has_the_name_of_its_body(
    world: World, client_of: ClientOf, settings: LazySettings
) -> None:
    """On a school's own node the Department comes first, then the Ministry."""
    settings.EDUPORTAL_TIER = "school"
    first, second = PeerFactory(name="Sở Long An"), PeerFactory(name="Bộ")
    approve(world)
    head = client_of("head")
    page = seal(world, head, "6A1")
    assert "đang chờ gửi Sở Long An" in page.content.decode()
    assert "Sở Long An: " in page.content.decode() and "Bộ: " in page.content.decode()

    answer_with(OutboxState.ACCEPTED, first)
    assert "Sở đã tiếp nhận, đang chờ Bộ" in head.get(page_of(world)).content.decode()
    answer_with(OutboxState.ACCEPTED, second)
    assert "Bộ đã tiếp nhận đủ" in head.get(page_of(world)).content.decode()


def test_a_school_that_knows_the_department_alone_is_not_told_of_the_ministry(
    world: World, client_of: ClientOf, settings: LazySettings
) -> None:
    settings.EDUPORTAL_TIER = "school"
    PeerFactory(name="Sở Long An")
    approve(world)
    head = client_of("head")
    seal(world, head, "6A1")
    answer_with(OutboxState.ACCEPTED)
    page = head.get(page_of(world)).content.decode()
    assert "Sở Long An đã tiếp nhận đủ" in page and "Biên nhận của Bộ nằm ở cổng của Sở" in page


def test_at_the_department_the_records_have_already_arrived_there(
    world: World, client_of: ClientOf
) -> None:
    PeerFactory(name="Bộ")
    approve(world)
    page = seal(world, client_of("head"), "6A1").content.decode()
    assert "Sở đã tiếp nhận, đang chờ Bộ" in page
