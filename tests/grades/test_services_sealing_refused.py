"""A sealing that is refused: the head reads why, and nothing of it stays behind."""

import pytest
from django.urls import reverse
from django.utils import translation

from eduportal.exchange.feeds import explained
from eduportal.exchange.models import Line, OutboxEntry, Package
from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet, SheetStep, TermResult
from grades.selectors import revision_of_class
from grades.selectors.term_lines import FEED
from grades.services import ClassNotReady, seal_class
from tests.factories import ClassGroupFactory, GradeLevelFactory, PeerFactory
from tests.grades.conftest import fill, scope_of, set_state
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


@pytest.fixture
def approved(world: World) -> World:
    """Every sheet of 6A1 is filled and approved, and a node above waits for records."""
    PeerFactory(relation="upstream")
    for subject in world.subjects:
        sheet = world.sheets[world.class_group, subject]
        fill(sheet, 80 if sheet.form == "scored" else 201)
        set_state(sheet, SheetState.APPROVED)
    return world


def spoil(world: World, count: int) -> None:
    """Store averages that do not follow from the marks, as no service of ours does."""
    wrong = [record.pk for record in world.records[world.sheet][:count]]
    MarkRecord.objects.filter(pk__in=wrong).update(average=90)


def cause(code: str) -> str:
    """The sentence a head reads for a problem's code."""
    return explained(FEED, code, "")


def refused(world: World) -> ClassNotReady:
    with pytest.raises(ClassNotReady) as refusal:
        seal_class(
            without_conduct=True,
            class_group=world.class_group,
            term=world.term,
            revision=revision_of_class(world.class_group, world.term),
            scope=scope_of(world, "head"),
            user=world.users["head"],
        )
    return refusal.value


def left_behind() -> list[type]:
    """Of what a sealing writes, the tables that hold a row."""
    written = (Package, OutboxEntry, Line, TermResult, SheetStep)
    return [model for model in written if model.objects.exists()]


def test_records_that_do_not_add_up_are_refused_with_one_sentence_a_cause(
    approved: World,
) -> None:
    spoil(approved, 3)

    assert refused(approved).sheets == [cause("wrong_average")]


def test_every_cause_is_named_at_once(approved: World) -> None:
    spoil(approved, 1)
    other = approved.records[approved.commented_sheet][1]
    # Exempt is legal in a cell, not under this regulation set.
    MarkRecord.objects.filter(pk=other.pk).update(midterm=211)

    assert set(refused(approved).sheets) == {
        cause("wrong_average"),
        cause("exempt_cell"),
    }


def test_a_refused_sealing_leaves_nothing_behind_and_succeeds_once_mended(
    approved: World,
) -> None:
    spoil(approved, 1)
    refused(approved)

    assert left_behind() == []
    states = MarkSheet.objects.filter(class_group=approved.class_group).values_list("state")
    assert set(states) == {(SheetState.APPROVED,)}
    assert approved.sheet.revision == MarkSheet.objects.get(pk=approved.sheet.pk).revision

    fill(approved.sheet, 80)
    package = seal_class(
        without_conduct=True,
        class_group=approved.class_group,
        term=approved.term,
        revision=revision_of_class(approved.class_group, approved.term),
        scope=scope_of(approved, "head"),
        user=approved.users["head"],
    )
    assert package.version == 1 and package.prev == ""


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_head_reads_the_cause_on_the_page_and_the_class_can_be_sealed_later(
    approved: World, client_of: ClientOf, language: str
) -> None:
    spoil(approved, 2)
    head = client_of("head")
    head.cookies["django_language"] = language
    page = reverse("grades:class-seal", args=[approved.class_group.public_id, approved.term.code])
    shown = head.get(page).context["revision"]

    form = {"revision": shown, "confirmation": approved.class_group.name}
    form["without_conduct"] = "on"
    answer = head.post(page, form, follow=True)

    assert answer.redirect_chain == [(page, 302)]
    with translation.override(language):
        [message] = map(str, answer.context["messages"])
        assert message.endswith(f" {cause('wrong_average')}")
    assert answer.context["is_ready"] and not answer.context["is_sealed"]
    assert left_behind() == []


@pytest.mark.parametrize(("programme", "grade"), [("gdpt-2018", 3), ("gdtx", 10)])
def test_a_class_whose_circular_is_not_computed_has_nothing_to_seal(
    world: World, client_of: ClientOf, programme: str, grade: int
) -> None:
    group = ClassGroupFactory(
        school=world.school,
        school_year=world.year,
        programme=programme,
        grade_level=GradeLevelFactory(id=grade),
    )
    page = reverse("grades:class-seal", args=[group.public_id, world.term.code])
    shown = client_of("head").get(page).context["revision"]
    form = {"revision": shown, "confirmation": group.name}
    form["without_conduct"] = "on"
    answer = client_of("head").post(page, form)
    assert answer.status_code == 302
    assert left_behind() == []
