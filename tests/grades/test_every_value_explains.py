"""Every page that shows a derived value leads to how it came about: an inventory, and the walk.

Pages without a row show counts alone (dashboards, the list of classes at the end of a year), values
as they were sealed beside their proof (exchange), or marks that were entered and not derived.
"""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from grades.choices import Level, Matter
from grades.models import AmendedCell, MarkSheet, YearResult
from grades.rules.year_end import Verdict
from grades.selectors.consequences import preview
from tests.grades.ended_year import end_terms, seal
from tests.grades.primary_class import PrimaryClass
from tests.grades.test_amending import ask, sealed  # noqa: F401
from tests.grades.test_year_end import decided
from tests.grades.test_year_end_primary import ended as primary_ended  # noqa: F401
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("uncounted", "db_everywhere", "signing_key", "lasting_proof")
WHY = re.compile(r"/why/(\d+/)?(#\w+)?$")


class Links(HTMLParser):
    """The texts of links to explanations, with their addresses."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._href = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") or ""
        if tag == "a" and WHY.search(href):
            self._href = href
            self.found.append(("", href))

    def handle_data(self, data: str) -> None:
        if self._href:
            text, href = self.found[-1]
            self.found[-1] = (" ".join(f"{text}{data}".split()), href)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._href = ""


def walked(client: Client, address: str) -> set[str]:
    """The texts that lead to an explanation; each of them opens to its clause and set."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    links = Links(answer.content.decode()).found
    for href in {href.partition("#") for _text, href in links}:
        opened = client.get(href[0])
        assert opened.status_code == 200, href
        page = opened.content.decode()
        assert "Bộ quy định" in page and "TT-BGDĐT" in page, href
        assert not href[2] or f'id="{href[2]}"' in page, href
    return {text for text, _href in links}


@pytest.fixture
def year(world: World) -> World:
    """Both terms of 6A1 sealed; the second student waits for the summer, the first is a case."""
    MarkSheet.objects.exclude(class_group=world.class_group).delete()
    end_terms(world, {(0, "GDTC"): 200, (1, "TOAN"): 41, (1, "MON0"): 32})
    return world


def of_class(world: World, name: str, *more: str) -> str:
    return reverse(f"grades:{name}", args=[world.class_group.public_id, *more])


def of_student(world: World, number: int) -> str:
    student = world.enrolments[world.class_group][number].student
    return reverse("grades:student", args=[student.public_id])


# Who looks, at which page, and what of it leads to its explanation.
Row = tuple[str, Callable[[World], str], set[str]]
PAGES: dict[str, Row] = {
    "the mark sheet": (
        "teacher",
        lambda world: reverse("grades:marksheet-edit", args=[world.sheet.public_id]),
        {"8,5", "4,1"},
    ),
    "the class side by side": (
        "homeroom",
        lambda world: of_class(world, "homeroom", world.term.code),
        {"8,5", "4,1", "3,2", "Đ"},
    ),
    "the class for its head": (
        "head",
        lambda world: reverse("grades:class-detail", args=[world.class_group.public_id]),
        {"Khá"},
    ),
    "the year of the class": (
        "homeroom",
        lambda world: of_class(world, "class-year"),
        {
            *("8,5", "4,1", "3,2", "Đ"),
            *("Tốt", "Chưa đạt"),
            *("Được lên lớp", "Hiệu trưởng quyết định"),
            "Học sinh Giỏi",
        },
    ),
    "one student": ("head", lambda world: of_student(world, 1), {"8,5", "4,1", "3,2", "Khá"}),
}


def test_every_derived_value_of_a_page_opens_to_how_it_came_about(
    year: World, client_of: ClientOf
) -> None:
    for name, (persona, address, shown) in PAGES.items():
        found = walked(client_of(persona), address(year))
        assert shown <= found, (name, found)


def test_the_sealed_year_and_the_summer_open_as_well(year: World, client_of: ClientOf) -> None:
    decided(year, 0, Matter.READINGS, Verdict(Level.FAIR))
    seal(year)
    result = YearResult.objects.get(promotion="reassessment")
    YearResult.objects.filter(pk=result.pk).update(promotion_again="retained")
    head = client_of("head")
    assert "không được lên lớp" in walked(head, of_class(year, "class-year"))
    summer = reverse("grades:summer", args=[year.school.code])
    assert {"4,1", "3,2"} <= walked(head, summer)


def test_a_decision_stands_beside_what_the_results_give(year: World, client_of: ClientOf) -> None:
    student = year.enrolments[year.class_group][0].student
    address = reverse("grades:student-why-year", args=[student.public_id, year.year.code])
    head = client_of("head")
    assert "Hiệu trưởng còn phải quyết định." in head.get(address).content.decode()
    decided(year, 0, Matter.READINGS, Verdict(Level.PASSED), "Theo hướng dẫn của Sở")
    page = head.get(address).content.decode()
    for shown in ("12/QĐ", "Theo hướng dẫn của Sở", "Vì sao kết luận là “được lên lớp”?"):
        assert shown in page, shown


def test_an_amendment_says_what_it_changes_of_a_sealed_year(year: World) -> None:
    decided(year, 0, Matter.READINGS, Verdict(Level.FAIR))
    seal(year)
    sheet = MarkSheet.objects.get(
        class_group=year.class_group, subject__code="MON0", term=year.next_term
    )
    line = sheet.records.get(enrolment=year.enrolments[year.class_group][1])
    cells = [AmendedCell(record=line, name=name, before=32, after=85) for name in sheet.columns]
    found = preview(sheet, cells)
    changes = {each.title: (each.before, each.after) for each in found.lines[0].consequences}
    assert changes["Kết luận cuối năm"] == ("đánh giá lại", "hiệu trưởng quyết định")
    assert changes["Danh hiệu"] == ("–", "–")
    assert found.sealed_years == [year.class_group.name]
    assert all(each.explained for each in found.lines[0].consequences if each.kind == "learning")


def test_a_year_of_primary_school_opens_to_its_table(
    world: World,
    primary_ended: PrimaryClass,  # noqa: F811
    client_of: ClientOf,
) -> None:
    address = reverse("grades:class-year", args=[primary_ended.class_group.public_id])
    found = walked(client_of("head"), address)
    assert {"Hoàn thành xuất sắc", "Chưa hoàn thành", "Được lên lớp", "Học sinh Xuất sắc"} <= found


def test_what_an_amendment_leads_to_says_how_before_it_is_approved(
    sealed: World,  # noqa: F811
    client_of: ClientOf,
) -> None:
    amendment = ask(sealed)
    page = client_of("head").get(reverse("grades:amendment", args=[amendment.public_id]))
    effects = page.context["lines"][0]["line"].consequences
    assert [each.kind for each in effects if each.explained] == ["average", "learning"]
    text = page.content.decode()
    assert "Cách tính" in text and "như sẽ có sau khi sửa" in text


def test_the_interface_for_programs_names_the_explanation(
    world: World, client_of: ClientOf
) -> None:
    answer = client_of("teacher").get(f"/api/v1/marksheets/{world.sheet.public_id}/")
    [line, *_rest] = answer.json()["records"]
    assert client_of("teacher").get(line["why"]).status_code == 200
