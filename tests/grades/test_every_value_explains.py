"""Every page that shows a derived value leads to how it came about: an inventory, and the walk.

Each page of the mark book, the dashboards, the exchange and the students is either among those
whose values a test here opens, or in WITHOUT with the reason why it shows none.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from eduportal.exchange.models import Package
from eduportal.exchange.services import seal_package
from eduportal.exchange.wire.header import Event
from grades.choices import LEVEL_NAMES, Level, Matter, SheetState
from grades.models import AmendedCell, MarkRecord, MarkSheet, YearResult, YearSubject
from grades.rules.cells import CellCode
from grades.rules.year_end import Verdict
from grades.selectors.consequences import preview
from grades.selectors.correcting import term_draft
from grades.selectors.summer import school_summer
from grades.services.comparing import ask_comparison, work_on_comparison
from grades.services.summer import seal_summer
from schools.choices import Stage
from schools.models import ClassGroup
from tests import factories
from tests.grades.conftest import fill, scope_of, set_states
from tests.grades.ended_year import end_terms, seal
from tests.grades.marked_class import marked_class
from tests.grades.primary_class import PrimaryClass
from tests.grades.test_amending import ask, sealed  # noqa: F401
from tests.grades.test_year_end import decided
from tests.grades.test_year_end_primary import ended as primary_ended  # noqa: F401
from tests.routes import ROUTES
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
    "grades:marksheet-edit": (
        "teacher",
        lambda world: reverse("grades:marksheet-edit", args=[world.sheet.public_id]),
        {"8,5", "4,1"},
    ),
    "grades:homeroom": (
        "homeroom",
        lambda world: of_class(world, "homeroom", world.term.code),
        {"8,5", "4,1", "3,2", "Đ"},
    ),
    "grades:class-detail": (
        "head",
        lambda world: reverse("grades:class-detail", args=[world.class_group.public_id]),
        {"Khá"},
    ),
    "grades:class-year": (
        "homeroom",
        lambda world: of_class(world, "class-year"),
        {
            *("8,5", "4,1", "3,2", "Đ"),
            *("Tốt", "Chưa đạt"),
            *("Được lên lớp", "Hiệu trưởng quyết định"),
            "Học sinh Giỏi",
        },
    ),
    "grades:class-year-proposals": (
        "homeroom",
        lambda world: of_class(world, "class-year-proposals"),
        {"Tốt", "Chưa đạt", "được lên lớp", "hiệu trưởng quyết định", "Học sinh Giỏi"},
    ),
    "grades:student": ("head", lambda world: of_student(world, 1), {"8,5", "4,1", "3,2", "Khá"}),
}
# Pages that a test of their own walks, because they need more than two sealed terms.
WALKED = {
    "grades:again-sheet",
    "grades:amendment",
    "grades:amendment-new",
    "grades:class-seal",
    "grades:class-year-completion",
    "grades:comparison-detail",
    "grades:summer",
    "grades:summer-again",
    "grades:summer-results",
    "exchange:student",
}
# Why the other pages show no derived value of a student.
WITHOUT: dict[str, set[str]] = {
    "it is the explanation itself": {
        "grades:comparison-why",
        "grades:marksheet-why",
        "grades:student-why-subject",
        "grades:student-why-term",
        "grades:student-why-year",
    },
    "counts and shares over students, no student": {
        "dashboards:at-risk",
        "dashboards:class",
        "dashboards:commune",
        "dashboards:figure",
        "dashboards:figure-commune",
        "dashboards:figure-school",
        "dashboards:figures",
        "dashboards:figures-check",
        "dashboards:flows",
        "dashboards:late",
        "dashboards:left",
        "dashboards:overview",
        "dashboards:paths",
        "dashboards:paths-waiting",
        "dashboards:received",
        "dashboards:results",
        "dashboards:results-commune",
        "dashboards:results-school",
        "dashboards:school",
        "grades:class-list",
        "grades:progress",
        "grades:queue",
        "grades:examinations",
        "grades:year-end",
    },
    "what a council or another product states, computed by nobody here": {
        "grades:earlier-years",
        "grades:examination-class",
    },
    "names, days and states": {
        "grades:amendment-list",
        "grades:amendment-rule",
        "grades:class-edit",
        "grades:class-new",
        "grades:class-remove",
        "grades:class-template",
        "grades:earlier-template",
        "grades:examination-template",
        "grades:class-withdraw",
        "grades:entry-days",
        "grades:entry-window",
        "grades:entry-window-new",
        "grades:homeroom-list",
        "grades:marksheet-list",
        "grades:marksheet-offline",
        "grades:marksheet-remove",
        "grades:marksheet-template",
        "grades:register",
        "grades:regulation-change",
        "grades:regulation-detail",
        "grades:regulation-list",
        "grades:duplicate-list",
        "grades:removal-list",
        "grades:review-list",
        "grades:review-new",
        "grades:roster",
        "grades:staff-remove",
        "grades:student-leave",
        "grades:student-part",
        "grades:student-remove",
        "grades:student-return",
        "students:class-subjects",
        "students:class-topics",
        "students:enrolment-lists",
        "students:guidance",
        "students:leavers",
        "students:list-upload",
        "students:lists-received",
        "students:exemptions",
        "students:papers",
        "students:student-arrives",
        "students:student-correct",
        "students:student-list",
        "students:student-new",
        "students:student-template",
        "students:transfer",
        "students:transfer-ask",
        "students:transfer-list",
        "students:transfer-offer",
    },
    "what people entered, and nothing derived from it": {
        "grades:class-comments",
        "grades:class-midterm",
        "grades:class-wishes",
        "grades:homeroom-history",
        "grades:marksheet-cell",
        "grades:marksheet-gaps",
        "grades:marksheet-history",
        "grades:marksheet-midterm",
        "grades:marksheet-set-back",
        "grades:question",
        "grades:question-list",
        "grades:review",
        "grades:roll-call",
        "grades:student-merge",
        "grades:student-move",
        "grades:student-outside",
    },
    "sentences that name their rule and numbers; the student's page explains each value": {
        "grades:at-risk",
    },
    "what another school sealed, beside what is here; its own pages explain it": {
        "grades:student-elsewhere",
        "grades:student-first-term",
    },
    "sealed bytes that differ; the proof of the student explains them": {
        "grades:class-correct",
        "exchange:entry-decide",
        "exchange:package-detail",
        "exchange:package-differences",
        "exchange:package-students",
    },
    "packages and nodes": {
        "exchange:board",
        "exchange:held",
        "exchange:ministry",
        "exchange:ministry-records",
        "exchange:node",
        "exchange:node-list",
        "exchange:node-new",
        "exchange:packages",
        "exchange:root",
        "exchange:roots",
    },
    "a file, or data for the script of a page that is here": {
        "exchange:ministry-file",
        "exchange:package-evidence",
        "exchange:root-evidence",
        "exchange:student-evidence",
        "exchange:verifier",
        "grades:class-book-file",
        "grades:class-year-file",
        "grades:evidence",
        "grades:homeroom-now",
        "grades:roll-file",
        "grades:marksheet-changes",
        "grades:marksheet-file",
        "grades:marksheet-worker",
    },
}
APPS = ("dashboards", "exchange", "grades", "students")


def test_every_page_opens_its_derived_values_or_says_why_it_has_none() -> None:
    named = [*PAGES, *WALKED, *(name for names in WITHOUT.values() for name in names)]
    assert len(named) == len(set(named))
    looked_at = {
        route.name for route in ROUTES if route.verb == "GET" and 200 in route.expected.values()
    }
    assert set(named) == {name for name in looked_at if name.partition(":")[0] in APPS}


@pytest.mark.trial("many")
def test_every_derived_value_of_a_page_opens_to_how_it_came_about(
    year: World, client_of: ClientOf
) -> None:
    for name, (persona, address, shown) in PAGES.items():
        found = walked(client_of(persona), address(year))
        assert shown <= found, (name, found)


@pytest.mark.trial("many")
def test_the_sealed_year_and_the_summer_open_as_well(year: World, client_of: ClientOf) -> None:
    decided(year, 0, Matter.READINGS, Verdict(Level.FAIR))
    seal(year)
    result = YearResult.objects.get(promotion="reassessment")
    YearResult.objects.filter(pk=result.pk).update(promotion_again="retained")
    head = client_of("head")
    assert "không được lên lớp" in walked(head, of_class(year, "class-year"))
    summer = reverse("grades:summer", args=[year.school.code])
    assert {"4,1", "3,2"} <= walked(head, summer)
    results = walked(head, reverse("grades:summer-results", args=[year.school.code]))
    assert "không được lên lớp" in results


@pytest.mark.trial("many")
def test_who_completes_the_level_opens_from_the_list(year: World, client_of: ClientOf) -> None:
    decided(year, 0, Matter.READINGS, Verdict(Level.FAIR))
    seal(year)
    level = factories.GradeLevelFactory(id=9, stage=Stage.LOWER_SECONDARY)
    ClassGroup.objects.filter(pk=year.class_group.pk).update(grade_level=level)
    found = walked(client_of("head"), of_class(year, "class-year-completion"))
    assert {"Tốt", "Chưa đạt", "được công nhận hoàn thành chương trình trung học cơ sở"} <= found


def test_the_sheet_and_the_list_of_a_re_assessment_open_the_first_result(
    year: World, client_of: ClientOf
) -> None:
    decided(year, 0, Matter.READINGS, Verdict(Level.FAIR))
    seal(year)
    [waiting] = school_summer(year.school, year.year).students
    row = next(each for each in waiting.offered if each.subject.code == "MON0")
    sheet = factories.AgainSheetFactory(
        school=year.school, school_year=year.year, subject=row.subject
    )
    YearSubject.objects.filter(pk=row.pk).update(sheet=sheet)
    head = client_of("head")
    assert walked(head, reverse("grades:again-sheet", args=[sheet.public_id])) == {"3,2"}
    assert walked(head, reverse("grades:summer-again", args=[year.school.code])) == {"3,2"}


def test_what_the_seal_settles_opens_from_the_page_of_sealing(
    world: World, client_of: ClientOf
) -> None:
    absent, kept = world.records[world.sheet][:2]
    for sheet in (world.sheet, world.sheets[world.class_group, world.subjects[1]]):
        fill(sheet, 80 if sheet == world.sheet else CellCode.PASSED)
    MarkRecord.objects.filter(pk=absent.pk).update(final=CellCode.ABSENT, average=None)
    set_states(MarkSheet.objects.filter(class_group=world.class_group), SheetState.APPROVED)
    head = client_of("head")
    page = of_class(world, "class-seal", world.term.code)
    why = reverse("grades:marksheet-why", args=[world.sheet.public_id, absent.pk])
    assert f'href="{why}#settled"' in head.get(page).content.decode()
    [of_column] = head.get(page).context["forecast"].settlements
    settled = of_column.result
    assert settled in walked(head, page)
    shown = head.get(why).content.decode()
    assert f"Khi khóa sổ lớp: Vì sao ĐTB môn là {settled}?" in shown
    assert "như khi khóa sổ" in shown and "tính là 0,0" in shown
    other = head.get(reverse("grades:marksheet-why", args=[world.sheet.public_id, kept.pk]))
    assert 'id="settled"' not in other.content.decode()


@pytest.mark.trial("many")
def test_a_shadow_run_opens_either_reading_of_a_result(world: World, client_of: ClientOf) -> None:
    marked = marked_class()
    candidate = factories.RegulationSetFactory(changes={"level_count": 5})
    admin = client_of("department_admin")
    run = ask_comparison(
        regulation=candidate,
        digest=candidate.digest,
        year=world.year,
        scope=scope_of(world, "department_admin"),
        user=world.users["department_admin"],
    )
    while work_on_comparison(run.pk):
        pass
    page = reverse("grades:comparison-detail", args=[run.public_id]) + "?show=students"
    shown = admin.get(page).context["lines"]
    assert shown and marked.enrolments
    opened = walked(admin, page)
    assert {
        f"{each.level_before} → {each.level_after}" if each.level_changes else each.level_before
        for each in shown
    } <= opened
    for line in shown:
        why = admin.get(reverse("grades:comparison-why", args=[run.public_id, line.result.pk]))
        before, after, *_subjects = why.context["found"]
        assert (before.shown.value or None, after.shown.value or None) == (
            level_name(line.result.learning_before),
            level_name(line.result.learning_after),
        )
        assert (before.stored, after.stored) == ("", "")


def level_name(level: int | None) -> str | None:
    return None if level is None else str(dict(LEVEL_NAMES)[level])


def proof(world: World, client_of: ClientOf, number: int, feed: str) -> dict[str, str]:
    """What the proof of a student asks of the package of this feed, by thing: none is kept
    otherwise than it follows, and each shows its clause and set."""
    student = world.enrolments[world.class_group][number].student
    package = Package.objects.filter(feed=feed).order_by("-version").first()
    address = reverse("exchange:student", args=[student.person_uid])
    answer = client_of("head").get(f"{address}?package={package.hash}")
    why = {each.thing: each.why for each in answer.context["proof"].values if each.why}
    page = answer.content.decode()
    assert page.count("Bộ quy định") == len(why) and "TT-BGDĐT" in page
    assert not any(each.stored for each in why.values())
    return {thing: each.shown.title for thing, each in why.items()}


def test_the_proof_explains_a_term_from_what_was_sealed_alone(
    sealed: World,  # noqa: F811
    client_of: ClientOf,
) -> None:
    why = proof(sealed, client_of, 0, "term")
    assert why[sealed.subjects[0].name] == "Vì sao ĐTB môn là 8,0?"
    assert why[sealed.subjects[1].name] == "Vì sao kết quả môn là “Đạt”?"
    assert "kết quả học tập" in why["Kết quả học tập"]


def test_the_proof_explains_a_year_and_the_summer_from_what_was_sealed_alone(
    world: World, client_of: ClientOf
) -> None:
    MarkSheet.objects.exclude(class_group=world.class_group).delete()
    end_terms(world, {(1, "TOAN"): 41, (1, "MON0"): 32})
    package_terms(world)
    seal(world)
    seal_summer(
        school=world.school,
        year=world.year,
        revision=school_summer(world.school, world.year).revision,
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )
    why = proof(world, client_of, 1, "year")
    assert why[world.subjects[0].name] == "Vì sao ĐTB môn cả năm là 4,1?"
    assert why["Kết quả học tập"] == "Vì sao kết quả học tập là “Chưa đạt”?"
    assert why["Kết quả rèn luyện"] == "Vì sao kết quả rèn luyện cả năm là “Tốt”?"
    assert "đánh giá lại" in why["Lên lớp hoặc hoàn thành chương trình"]
    assert (
        "không được lên lớp"
        in proof(world, client_of, 1, "again")["Lên lớp hoặc hoàn thành chương trình"]
    )


def package_terms(world: World) -> None:
    """Both terms as packages, as the class would have sealed them."""
    for term in (world.term, world.next_term):
        rules = MarkSheet.objects.filter(term=term).first().regulation.rules
        draft = term_draft(world.class_group, term, rules)
        said = {"event": Event.CORRECTION, "basis": "1/QĐ", "sealed_by": "Hiệu trưởng"}
        seal_package(world.school, replace(draft, **said))


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
