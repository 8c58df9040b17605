"""A figure has one meaning, one value a place, and kept values that never change."""

import csv
import datetime
import io

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.translation import override

from eduportal.dashboards.figures import services
from eduportal.dashboards.figures.definitions import FIGURES
from eduportal.dashboards.figures.keeping import keep, keep_due
from eduportal.dashboards.figures.registry import register
from eduportal.dashboards.hiding.suppression import Levels, protect_days
from eduportal.dashboards.models import KeptFigure
from tests import factories
from tests.dashboards import books
from tests.query_counts import ask_counted

OF_THE_MARK_BOOK = [code for code, each in FIGURES.items() if each.read]
DAY = datetime.date(2026, 11, 30)


def pages(province, code):
    """The figure's page of the province, of a commune and of a school."""
    return [
        reverse("dashboards:figure", args=[code]),
        reverse("dashboards:figure-commune", args=[code, province.communes[0].code]),
        reverse("dashboards:figure-school", args=[code, province.schools[0].public_id]),
    ]


@pytest.mark.parametrize("code", OF_THE_MARK_BOOK)
def test_a_figure_is_the_sum_of_the_lines_below_it(province, client_of, code):
    for url in pages(province, code):
        response = client_of("auditor").get(url)
        whole, parts = response.context["whole"], response.context["parts"]
        assert parts
        assert whole.value.part == sum(line.value.part for line in parts)
        if whole.value.whole is not None:
            assert whole.value.whole == sum(line.value.whole for line in parts)


def test_the_page_says_what_the_tile_says(province, client_of):
    client = client_of("department_officer")
    tile = client.get(reverse("dashboards:overview"))
    tally = tile.context["tally"]
    shown = {"td01": tally.classes, "td02": tally.students, "td04": tally.handed_in}
    for link, number in (shown | {"td06": tally.classes_sealed}).items():
        page = client.get(tile.context["links"][link])
        assert page.context["whole"].value.part == number
    urls = [url for _name, url in tile.context["level_heads"]]
    values = [client.get(url).context["whole"].value.part for url in urls]
    assert values == [28, 32, 30, 17]


def test_what_a_page_hides_its_figure_hides(province, client_of):
    for place in ("figure-school", "figure-commune"):
        keys = [province.schools[0].public_id]
        if place == "figure-commune":
            keys = [province.communes[0].code]
        page = client_of("department_officer").get(
            reverse(f"dashboards:{place}", args=["KQ-01d", *keys])
        )
        hidden = [line for line in page.context["parts"] if line.value.is_hidden]
        assert hidden
        assert all(line.value.part is None for line in hidden)
    assert client_of("head").get(pages(province, "KQ-01d")[2]).context["whole"].value.part == 1


def test_last_years_value_stands_beside_it(province, client_of):
    earlier = {
        name: getattr(province.term, name) - datetime.timedelta(days=365)
        for name in ("starts_on", "ends_on", "entry_opens_on", "entry_closes_on")
    }
    year = factories.SchoolYearFactory(code="2025-2026")
    before = factories.TermFactory(school_year=year, number=province.term.number, **earlier)
    group = factories.ClassGroupFactory(school=province.schools[1], school_year=year, name="6S9")
    levels = dict.fromkeys(("good", "fair", "passed", "not_passed"), 10)
    factories.ClassFigureFactory(class_group=group, term=before, sheets=1, sealed=1, **levels)
    page = client_of("department_officer").get(reverse("dashboards:figure", args=["KQ-01a"]))
    term, line = page.context["before"]
    assert (term, line.value.part, line.value.whole) == (before, 10, 40)


def test_a_kept_value_stays_what_it_was(province, client_of):
    assert keep(province.term, DAY) == 4
    books.sealed_class(province.schools[2], province.term, "6S2", 10, 10, 10, 10)
    services.refresh_stale()
    assert keep(province.term, DAY) == 0
    page = client_of("department_officer").get(reverse("dashboards:figure", args=["KQ-01a"]))
    assert page.context["whole"].value.part == 38
    [(day, line)] = page.context["kept"]
    assert (day, line.value.part, line.tally.classes_sealed) == (DAY, 28, 4)
    with pytest.raises(DatabaseError), transaction.atomic():
        KeptFigure.objects.update(good=0)


def test_two_days_subtracted_from_each_other_tell_of_no_few_students(province, client_of):
    keep(province.term, DAY)
    books.sealed_class(province.schools[2], province.term, "6S2", 1, 10, 10, 10)
    services.refresh_stale()
    page = client_of("department_officer").get(reverse("dashboards:figure", args=["KQ-01b"]))
    [(_day, line)] = page.context["kept"]
    assert line.value.is_hidden
    [(_day, line)] = client_of("auditor").get(pages(province, "KQ-01b")[0]).context["kept"]
    assert line.value.part == 32


def test_days_are_compared_with_the_last_one_shown():
    def row(*counts):
        return Levels(counts, frozenset(), 5)

    days = protect_days(
        row(40, 40, 40, 40),
        {1: row(39, 40, 40, 40), 2: row(38, 40, 40, 40), 3: row(30, 40, 40, 40)},
    )
    assert [len(days[day].hidden) for day in (1, 2, 3)] == [4, 4, 0]


@pytest.mark.parametrize(
    ("day", "count"),
    [(DAY, 4), (DAY - datetime.timedelta(days=1), 0), (datetime.date(2030, 6, 30), 0)],
)
def test_figures_are_kept_at_the_end_of_a_month_of_the_term(province, day, count):
    type(province.term).objects.filter(pk=province.term.pk).update(
        starts_on=DAY.replace(month=9), ends_on=DAY.replace(month=12)
    )
    assert keep_due(day) == count


def test_the_file_says_what_the_figure_means(province, client_of):
    client = client_of("department_officer")
    client.cookies["django_language"] = "en"
    response = client.get(f"{reverse('dashboards:figure', args=['KQ-01d'])}?export=csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["Figure", "KQ-01d Students at level Not passed"]
    told = dict(row[:2] for row in rows[1:9] if row)
    assert told["Basis"] == "Circular 22/2021/TT-BGDĐT, Article 9(2)(d)"
    assert {"Meaning", "Numerator", "Denominator", "Not counted", "Term", "As of"} <= set(told)
    assert rows[-1][:3] == ["Together", "17", "107"]


def test_every_figure_is_listed_with_its_meaning(province, client_of):
    client = client_of("department_officer")
    client.cookies["django_language"] = "en"
    text = client.get(reverse("dashboards:figures")).content.decode()
    with override("en"):
        for code, each in FIGURES.items():
            assert (f"{code} · {each.name}" in text) == (not each.of_nation)


def test_a_code_means_one_figure():
    known = FIGURES["TD-01"]
    with pytest.raises(ValueError, match="TD-01"):
        register(known)


def test_a_figure_costs_the_same_however_many_days_were_kept(province, client_of):
    for number in range(3):
        keep(province.term, DAY - datetime.timedelta(days=number))
    url = reverse("dashboards:figure", args=["KQ-01a"])
    ask_counted(client_of("department_officer"), "dashboards:figure:department_officer", url)
