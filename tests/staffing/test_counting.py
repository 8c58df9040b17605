"""Balances as they are counted and added up."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from eduportal import scoping
from staffing.models import BalanceCount
from staffing.rules.balance import SHARED, balance_of
from staffing.rules.balance_facts import SchoolFacts, Teacher
from staffing.rules.counted import Counted, Posts, counted, read, stored
from staffing.rules.norms import NormSet
from staffing.rules.totals import by_subject, totals_of
from staffing.services import count_balances
from staffing.tasks import count_balances_of_all
from staffing.views.totals_shown import sides_shown
from tests import factories
from tests.query_counts import ask_counted
from tests.staffing.test_balance import forty_classes
from tests.world import ClientOf, World


def a_count(seed: int) -> Counted:
    draw = random.Random(seed)
    people = tuple(
        Teacher(key, draw.choice(("toan", "ngu-van", "tin-hoc")), Fraction(draw.randint(1, 4), 4))
        for key in range(draw.randint(0, 60))
    )
    quota = draw.choice((None, 30, 60))
    facts = replace(forty_classes(teachers=people), quota=quota, has_norm=draw.random() < 0.8)
    return counted(balance_of(facts, NormSet()))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_kept_of_a_balance_is_the_balance(seed: int) -> None:
    draw = random.Random(seed)
    people = tuple(Teacher(key, "toan", Fraction(1, draw.randint(1, 3))) for key in range(12))
    balance = balance_of(forty_classes(teachers=people), NormSet())
    kept = read(stored(counted(balance)))
    assert (kept.norm_gap, kept.quota_gap) == (balance.norm_gap, balance.quota_gap)
    assert (kept.short, kept.surplus) == (balance.short, balance.surplus)
    assert kept.subjects["toan"].gap == next(
        line.gap for line in balance.lines if line.code == "toan"
    )


@pytest.mark.parametrize("seed", range(20))
def test_parts_make_the_whole_and_sides_are_never_set_off(seed: int) -> None:
    schools = [a_count(seed * 100 + number) for number in range(8)]
    whole, parts = totals_of(schools), [totals_of(schools[:3]), totals_of(schools[3:])]
    for measure in ("norm", "quota", "subjects"):
        for side in ("short", "spare", "short_at", "spare_at", "known"):
            assert getattr(getattr(whole, measure), side) == sum(
                getattr(getattr(part, measure), side) for part in parts
            )
    gaps = [each.norm_gap for each in schools if each.norm_gap is not None]
    assert whole.norm.spare - whole.norm.short == sum(gaps)
    assert whole.norm.known == len(gaps)
    short = sum((each.sides.short for each in by_subject(schools).values()), Fraction(0))
    assert short == whole.subjects.short


def test_a_school_too_many_pays_for_no_school_short() -> None:
    facts = counted(balance_of(SchoolFacts(), NormSet()))
    lack = replace(facts, subjects={"toan": Posts(Fraction(1), Fraction(3)), SHARED: Posts()})
    more = replace(facts, subjects={"toan": Posts(Fraction(5), Fraction(3)), SHARED: Posts()})
    totals = totals_of([lack, more])
    assert (totals.subjects.short, totals.subjects.spare) == (2, 2)
    assert (totals.subjects.short_at, totals.subjects.spare_at) == (1, 1)
    assert totals.unfilled is None


def test_what_rounds_to_nothing_is_not_said_to_be_even() -> None:
    """A school short by a hundredth of a post is counted, so its number is not "0,0" or "even"."""
    facts = counted(balance_of(SchoolFacts(), NormSet()))
    hundredth = {"toan": Posts(Fraction(99, 100), Fraction(1)), SHARED: Posts()}
    with translation.override("en"):
        sides = sides_shown(totals_of([replace(facts, subjects=hundredth), facts])).subjects
    assert (sides.short.text, sides.short_at) == ("less than 0.1 short", 1)
    assert (sides.spare.text, sides.spare_at) == ("0.0", 0)


pytestmark = pytest.mark.usefixtures("db_everywhere")


def test_counting_again_replaces_what_was_counted(world: World) -> None:
    with scoping.everywhere("a test counts"):
        assert count_balances(world.year, frozenset({world.school.pk})) == 1
        before = BalanceCount.objects.get().counted
        staff = world.staff["teacher"]
        staff.main_subject = world.subjects[0]
        staff.save()
        factories.PostFactory(staff=staff)
        count_balances_of_all()
        after = BalanceCount.objects.get(school=world.school).counted
    assert (before.on_payroll, after.on_payroll) == (0, 1)
    assert after.subjects[world.subjects[0].code].there == 1


def lines_of(client: Client, **query: str) -> str:
    response = client.get(reverse("staffing:balance-totals"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_totals_name_both_sides_and_open_to_the_schools(
    world: World, client_of: ClientOf
) -> None:
    code = world.subjects[0].code
    for quota in (8, 12):
        count = factories.BalanceCountFactory(school_year=world.year)
        figures = {**count.figures, "quota": quota, "subjects": {code: ["2", "3"]}}
        BalanceCount.objects.filter(pk=count.pk).update(figures=figures)
    client = client_of("department_officer")
    shown = lines_of(client)
    assert "thiếu 3,0" in shown
    assert "thừa 1,0" in shown
    subject = f"{reverse('staffing:balance-list')}?subject={code}"
    assert subject in shown
    assert "thiếu 1,0" in client.get(subject).content.decode()


@pytest.mark.parametrize("by", ["unit", "district", "level"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_every_cut_is_a_page_and_a_file(
    world: World, client_of: ClientOf, by: str, kind: str
) -> None:
    factories.BalanceCountFactory(school=world.school, school_year=world.year)
    client = client_of("department_officer")
    assert "9" in lines_of(client, by=by)
    response = client.get(reverse("staffing:balance-totals"), {"by": by, "export": kind})
    assert f".{kind}" in response["Content-Disposition"]


def test_a_commune_of_two_former_districts_is_named_by_both(
    world: World, client_of: ClientOf
) -> None:
    unit = factories.AdminUnitFactory()
    for name in ("Bến Lức", "Thủ Thừa"):
        district = factories.AdminUnitFactory(name=name, level="district", type="huyen")
        old = factories.AdminUnitFactory(parent=district)
        factories.AdminUnitSuccessionFactory(old=old, new=unit)
    school = factories.SchoolFactory(unit=unit)
    factories.BalanceCountFactory(school=school, school_year=world.year)
    shown = lines_of(client_of("department_officer"), by="district")
    assert "Huyện Bến Lức – Huyện Thủ Thừa" in shown


def test_before_the_first_count_the_page_says_so(world: World, client_of: ClientOf) -> None:
    shown = lines_of(client_of("department_admin"))
    assert "Chưa đếm trường nào" in shown
    assert "Đếm lại ngay" in shown
    officer = client_of("department_officer")
    assert "Đếm lại ngay" not in lines_of(officer)
    for name in ("balance-list", "qualification-totals", "outlook-totals", "recruitment"):
        other = officer.get(reverse(f"staffing:{name}")).content.decode()
        assert "Chưa đếm trường nào" in other, name


@pytest.mark.parametrize("name", ["balance-totals", "balance-list"])
def test_a_page_of_many_schools_costs_the_same_for_any_number(
    world: World, client_of: ClientOf, name: str
) -> None:
    client, address = client_of("department_officer"), reverse(f"staffing:{name}")
    for _time in range(2):
        for _each in range(3):
            factories.BalanceCountFactory(school_year=world.year)
        page = ask_counted(client, f"staffing:{name}:counted", address)
        assert page.status_code == 200
