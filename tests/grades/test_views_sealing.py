"""The page of sealing: the typed word, late arrivals, and the true state afterwards."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.exchange.models import OutboxEntry, Package
from eduportal.exchange.states import OutboxState
from grades.choices import SheetState
from grades.models import MarkSheet
from tests.factories import (
    EnrolmentFactory,
    MarkRecordFactory,
    PeerFactory,
    ReceiptFactory,
    SchoolYearFactory,
    TermFactory,
)
from tests.grades.conftest import fill, set_state
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
    return client.post(page, form, follow=True)


def answer_with(state: OutboxState) -> None:
    """The node above has answered what was sent."""
    lease = {"lease_token": uuid.uuid4(), "lease_until": timezone.now()}
    OutboxEntry.objects.update(state=OutboxState.SENDING, **lease)
    OutboxEntry.objects.update(state=state, lease_token=None, lease_until=None)


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
