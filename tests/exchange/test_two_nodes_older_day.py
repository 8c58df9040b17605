"""A node set back to an older day while an amendment or a mid-term request was under way."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal.exchange.keys import create_key, load_key
from eduportal.exchange.models import Package
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.services import compare_all, look_at_everything, seal_changed, trust_peer
from eduportal.exchange.wire import signing
from eduportal.scoping import everywhere
from grades.choices import AmendmentState
from grades.models import Amendment, MidtermRequest
from grades.selectors import revision_of_class
from grades.selectors.correcting import sealed_term
from grades.services import confirm_amendment, seal_class
from tests.exchange.levels import conserved
from tests.exchange.older_day import bring_back, remember
from tests.exchange.second_node import SecondNode, second_node
from tests.exchange.test_two_nodes_restored import settled
from tests.factories import MidtermRequestFactory, ProvinceWindowFactory
from tests.grades.conftest import give_levels, scope_of
from tests.grades.test_amending import act, approve, ask, line
from tests.grades.test_midterm_feed import cell_of, set_midterm
from tests.world import World

pytestmark = [pytest.mark.trial("programs"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sealed(ministry: SecondNode, world: World, settings: Settings, tmp_path: Path) -> World:
    """6A1 is sealed with levels, and the Ministry has it."""
    where = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": where}
    with everywhere("a test seals a class"):
        give_levels(world)
        seal_class(
            class_group=world.class_group,
            term=world.term,
            revision=revision_of_class(world.class_group, world.term),
            scope=scope_of(world, "head"),
            user=world.users["head"],
            without_conduct=True,
            reason="Chưa đánh giá rèn luyện",
        )
        world.sheet.refresh_from_db()
    settled()
    return world


def confirmed(world: World) -> Amendment:
    """8,0 is to become 2,0; the homeroom teacher has confirmed it."""
    with everywhere("a test asks for an amendment"):
        amendment = ask(world)
        confirm_amendment(act=act(world, amendment, "homeroom"))
    return amendment


def decide(world: World, amendment: Amendment) -> None:
    with everywhere("a test approves an amendment"):
        approve(world, amendment)
    settled()


def final_mark(world: World) -> int | None:
    with everywhere("a test looks"):
        return line(world).final


def set_back() -> None:
    """The older day; then both nodes compare what they hold, as they do by themselves."""
    bring_back()
    compare_all()
    settled()


def differs(world: World) -> bool:
    """Whether the page of the class says that the mark book holds something else than counts."""
    with everywhere("a test looks"):
        found = sealed_term(world.class_group, world.term)
        return found is not None and bool(found.differences)


def versions() -> list[tuple[int, str]]:
    with everywhere("a test looks"):
        found = Package.objects.filter(feed="term").order_by("version")
        return list(found.values_list("version", "state"))


def test_an_amendment_that_was_decided_since_the_older_day_is_decided_again(
    ministry: SecondNode, sealed: World
) -> None:
    amendment = confirmed(sealed)
    settled()
    remember()
    decide(sealed, amendment)
    assert conserved(ministry) and final_mark(sealed) == 20

    set_back()
    with everywhere("a test looks"):
        amendment.refresh_from_db()
    assert (amendment.state, final_mark(sealed)) == (AmendmentState.CONFIRMED, 80)
    # What the Ministry has accepted counts; the mark book does not say it yet.
    assert versions() == [(1, "superseded"), (2, "accepted")]
    assert differs(sealed)

    decide(sealed, amendment)
    with everywhere("a test looks"):
        amendment.refresh_from_db()
    assert (amendment.state, final_mark(sealed)) == (AmendmentState.WRITTEN, 20)
    assert versions()[-1] == (3, "accepted")
    assert conserved(ministry)


def test_an_amendment_that_was_asked_for_since_the_older_day_is_asked_for_again(
    ministry: SecondNode, sealed: World
) -> None:
    remember()
    decide(sealed, confirmed(sealed))
    set_back()
    with everywhere("a test looks"):
        assert not Amendment.objects.exists()
    assert differs(sealed) and final_mark(sealed) == 80

    decide(sealed, confirmed(sealed))
    assert final_mark(sealed) == 20 and conserved(ministry)


@pytest.fixture
def asked_for(ministry: SecondNode, world: World) -> World:
    """The mid-term results are asked for, and the days of their column ended yesterday."""
    with everywhere("a test asks for mid-term results"):
        MidtermRequestFactory(term=world.term)
        ended(world)
    settled()
    return world


def ended(world: World) -> None:
    days = {"opens_on": world.term.starts_on, "closes_on": timezone.localdate() - timedelta(1)}
    ProvinceWindowFactory(term=world.term, column="midterm", **days)
    set_midterm(world.record, 85)


def midterms() -> set[str]:
    with everywhere("a test looks"):
        return set(Package.objects.filter(feed="midterm").values_list("hash", flat=True))


def held_above(node: SecondNode) -> set[str]:
    found = node.rows("select hash from exchange_package where feed = 'midterm'")
    return {package_hash for (package_hash,) in found}


def night() -> set[str]:
    """What the night seals of midterms, and sends."""
    before = midterms()
    look_at_everything()
    seal_changed()
    settled()
    return midterms() - before


def enter_later(world: World) -> None:
    """A mark that is entered when the middle of the term is sealed already."""
    with everywhere("a test enters a mark"):
        set_midterm(world.record, 90)


def frozen(world: World) -> int | None:
    with everywhere("a test looks"):
        return cell_of(world)


def test_a_middle_of_the_term_that_was_sealed_since_the_older_day_comes_back_as_it_was(
    ministry: SecondNode, asked_for: World
) -> None:
    remember()
    sealed_then = night()
    assert len(sealed_then) == len(asked_for.enrolments)
    assert held_above(ministry) == sealed_then

    bring_back()
    assert not midterms()
    compare_all()
    settled()
    enter_later(asked_for)
    assert not night()
    assert midterms() == held_above(ministry) == sealed_then
    assert frozen(asked_for) == 85


# What the Department's administrator does on its page, in the Department's own process.
ASK = """
from datetime import date
from eduportal.accounts.models import User
from eduportal.scoping import Scope, everywhere
from eduportal.scoping.actions import Action
from grades.services.midterm import ask_for_midterm
from schools.models import SchoolYear, Term
first, middle, last = map(date.fromisoformat, {days!r})
scope = Scope(None, actions_by_school={{None: frozenset([Action.ADMINISTER])}})
with everywhere("a test asks"):
    year = SchoolYear.objects.create(code={code!r}, starts_on=first, ends_on=last)
    term = Term.objects.create(
        school_year=year, number=1, starts_on=first, ends_on=middle,
        entry_opens_on=first, entry_closes_on=middle)
    user = User.objects.create(username="quan-tri-so")
    ask_for_midterm(term=term, reason="Rà soát chất lượng", scope=scope, user_id=user.pk)
"""


@pytest.fixture(scope="module")
def department(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SecondNode]:
    """A real Department that trusts the key in `truong-a.key` of its folder as a school's."""
    folder = tmp_path_factory.mktemp("department")
    create_key(folder / "truong-a.key")
    public = signing.to_text(signing.public_bytes(load_key(folder / "truong-a.key")))
    with second_node(folder, "so", "department") as node:
        trust = ["trust_node", "truong-a", "--name", "Trường A", "--public-key", public]
        node.console.run(*trust, "--relation", "downstream", "--brings-schools")
        yield node


def ask_from(department: SecondNode, world: World) -> None:
    """The Department asks for the middle of the first term."""
    year, term = world.year, world.term
    days = [day.isoformat() for day in (term.starts_on, term.ends_on, year.ends_on)]
    department.console.run("shell", "-c", ASK.format(days=days, code=year.code))


@pytest.fixture
def school(department: SecondNode, settings: Settings, world: World) -> World:
    """This portal is a school's own, and the Department is above it."""
    department.empty()
    settings.EDUPORTAL_TIER, settings.EDUPORTAL_NODE = "school", "truong-a"
    settings.EDUPORTAL_SIGNING_KEY_FILE = department.folder / "truong-a.key"
    trust_peer(
        code="so",
        name="Sở Giáo dục và Đào tạo",
        key=department.public_key,
        relation=PeerRelation.UPSTREAM,
        base_url=department.address,
    )
    with everywhere("a test ends the days of a column"):
        ended(world)
    return world


def heard() -> list[tuple[str, str]]:
    found = MidtermRequest.objects.order_by("pk")
    return list(found.values_list("reason", "heard_from"))


def test_a_departments_request_is_heard_by_a_school_and_the_night_seals_what_it_asks(
    department: SecondNode, school: World
) -> None:
    compare_all()
    assert not heard() and not night()
    ask_from(department, school)
    compare_all()
    assert heard() == [("Rà soát chất lượng", "Sở Giáo dục và Đào tạo")]
    assert len(night()) == len(school.enrolments)
