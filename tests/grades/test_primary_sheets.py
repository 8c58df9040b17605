"""Mark sheets of primary school, from the first level to the package (27/2020/TT-BGDĐT)."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from eduportal.dashboards.figures.services import refresh_figures
from eduportal.dashboards.models import ClassFigure
from eduportal.exchange.models import Package
from eduportal.exchange.wire import package as wire
from grades.choices import SheetState
from grades.feeds.term import TermFeed
from grades.models import MarkChange, MarkRecord, MarkSheet, RegulationSet, TermResult
from grades.rules.cells import CellCode
from grades.rules.schemes import scheme_of, settings_of
from grades.rules.travelling import SubjectLayout
from grades.selectors import revision_of_class, sheets_of_class
from grades.selectors.regulations import column_differences
from grades.services import ClassNotReady, seal_class
from grades.services.sheets import open_if_assessed
from schools.choices import Programme, Stage
from tests import factories
from tests.files import saved
from tests.grades.conftest import Save, edit, in_package, scope_of, set_states
from tests.grades.primary_class import PrimaryClass, primary_class
from tests.imports.jobs import MARKS, checked, found, written
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
WELL, DONE, NOT_DONE = CellCode.COMPLETED_WELL, CellCode.COMPLETED, CellCode.NOT_COMPLETED


@pytest.fixture
def primary(world: World) -> PrimaryClass:
    return primary_class(world)


def approved(primary: PrimaryClass) -> None:
    primary.fill()
    sheets = MarkSheet.objects.filter(class_group=primary.class_group)
    set_states(sheets, SheetState.APPROVED)


def seal(world: World, primary: PrimaryClass, **said: object) -> Package:
    """Nobody has given qualities and competences, unless a test has."""
    said = {"without_traits": True, "reason": "Lớp mới nhận về", **said}
    return seal_class(
        class_group=primary.class_group,
        term=world.term,
        revision=revision_of_class(primary.class_group, world.term),
        scope=scope_of(world, "head"),
        user=world.users["head"],
        **said,  # type: ignore[arg-type]
    )


def test_each_sheet_has_the_levels_and_the_tests_that_the_circular_has(
    primary: PrimaryClass,
) -> None:
    assert {code: " ".join(sheet.columns) for code, sheet in primary.sheets.items()} == {
        "tieng-viet": "mgk gk mck ck",
        "khoa-hoc": "mgk mck ck",
        "dao-duc": "mgk mck",
    }
    assert {sheet.regulation.circular for sheet in primary.sheets.values()} == {"TT27"}
    assert primary.line("dao-duc").regular == [None, None]


def test_a_preschool_class_gets_no_sheets(world: World) -> None:
    level = factories.GradeLevelFactory(id=103, stage=Stage.PRESCHOOL)
    group = factories.ClassGroupFactory(
        school=world.school,
        school_year=world.year,
        grade_level=level,
        programme=Programme.PRESCHOOL,
        name="Lá 1",
    )
    assert open_if_assessed(group, world.term) == []


def test_levels_tests_and_both_remarks_are_kept_and_the_end_is_the_result(
    primary: PrimaryClass, save: Save
) -> None:
    line = primary.line("tieng-viet")
    outcome = save(
        line.sheet,
        edit(line, "mgk", "", "h"),
        edit(line, "gk", "", "8"),
        edit(line, "mck", "", "hoàn thành tốt"),
        edit(line, "ck", "", "10,0"),
        edit(line, "midterm_remark", "", "Đọc còn chậm"),
        edit(line, "remark", "", "Đọc trôi chảy"),
    )
    assert [each.value for each in outcome.results] == [
        "H",
        "8",
        "T",
        "10",
        "Đọc còn chậm",
        "Đọc trôi chảy",
    ]
    kept = primary.line("tieng-viet")
    assert (kept.regular, kept.midterm, kept.final, kept.average) == ([DONE, WELL], 80, 100, WELL)
    assert (kept.midterm_remark, kept.remark) == ("Đọc còn chậm", "Đọc trôi chảy")
    last = MarkChange.objects.filter(record=kept.pk).latest("pk")
    assert last.new["midterm_remark"] == "Đọc còn chậm"


@pytest.mark.parametrize(
    ("cell", "typed", "said"),
    [
        ("mgk", "8", "không phải là mức"),
        ("mck", "Đ", "không phải là mức"),
        ("mgk", "V", "không phải là mức"),
        ("gk", "8,5", "số nguyên từ 0 đến 10"),
        ("ck", "T", "số nguyên từ 0 đến 10"),
        ("ck", "11", "0 đến 10"),
    ],
)
def test_what_is_no_level_and_no_whole_point_is_refused_in_words(
    primary: PrimaryClass, save: Save, cell: str, typed: str, said: str
) -> None:
    line = primary.line("tieng-viet")
    [result] = save(line.sheet, edit(line, cell, "", typed)).results
    assert (result.status, said in result.message) == ("invalid", True), result.message


def test_a_test_that_the_subject_has_not_is_no_cell(primary: PrimaryClass, save: Save) -> None:
    line = primary.line("khoa-hoc")
    results = save(line.sheet, edit(line, "gk", "", "8"), edit(line, "ck", "", "V")).results
    assert [each.status for each in results] == ["gone", "saved"]


@pytest.mark.parametrize(
    ("subject", "cells"),
    [
        ("dao-duc", {"final": 80}),
        ("khoa-hoc", {"midterm": 80}),
        ("tieng-viet", {"final": 85}),
        ("tieng-viet", {"regular": [80, 222]}),
        ("tieng-viet", {"average": 80}),
        ("tieng-viet", {"final": 222}),
        ("tieng-viet", {"average": 201}),
    ],
)
def test_the_database_takes_no_cell_that_the_form_does_not_know(
    primary: PrimaryClass, subject: str, cells: dict[str, object]
) -> None:
    line = primary.line(subject)
    with pytest.raises(IntegrityError), transaction.atomic():
        MarkRecord.objects.filter(pk=line.pk).update(**cells)


def test_no_other_sheet_holds_a_level_of_completion(world: World) -> None:
    for sheet in (world.sheet, world.commented_sheet):
        with pytest.raises(IntegrityError), transaction.atomic():
            MarkRecord.objects.filter(sheet=sheet).update(final=222)


def test_gaps_are_counted_by_the_columns_there_are(world: World, primary: PrimaryClass) -> None:
    rows = {row.sheet.subject.code: row for row in sheets_of_class(primary.class_group, world.term)}
    assert {code: (row.filled, row.cells) for code, row in rows.items()} == {
        "tieng-viet": (0, 12),
        "khoa-hoc": (0, 9),
        "dao-duc": (0, 6),
    }
    assert dict(rows["khoa-hoc"].missing) == {"Mức GK": 3, "Mức CK": 3, "Điểm CK": 3}
    refresh_figures([(primary.class_group.pk, world.term.pk)])
    figure = ClassFigure.objects.get(class_group=primary.class_group)
    assert (figure.cells, figure.filled, figure.stage) == (27, 0, Stage.PRIMARY)


def test_the_grid_is_a_form_without_script(primary: PrimaryClass, client_of: ClientOf) -> None:
    teacher, line = client_of("teacher"), primary.line("tieng-viet")
    address = reverse("grades:marksheet-edit", args=[line.sheet.public_id])
    page = teacher.get(address).content.decode()
    assert "Mức GK" in page and "marks__average" not in page
    answer = teacher.post(
        address,
        {
            f"m-{line.pk}-mck": "c",
            f"o-{line.pk}-mck": "",
            f"m-{line.pk}-midterm_remark": "Cố gắng hơn",
            f"o-{line.pk}-midterm_remark": "",
        },
    )
    assert answer.status_code == 302
    kept = primary.line("tieng-viet")
    assert (kept.average, kept.midterm_remark) == (NOT_DONE, "Cố gắng hơn")


def test_a_workbook_comes_back_as_it_went(
    world: World, primary: PrimaryClass, client_of: ClientOf
) -> None:
    primary.fill()
    line = primary.line("tieng-viet")
    MarkRecord.objects.filter(pk=line.pk).update(midterm_remark="Khá", remark="Tốt")
    address = reverse("grades:marksheet-file", args=[line.sheet.public_id])
    answer = client_of("teacher").get(f"{address}?content=marks")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    titles, first = ([cell.value for cell in book.active[row]] for row in (3, 4))
    assert titles[5:11] == [
        "Mức GK",
        "Điểm GK",
        "Mức CK",
        "Điểm CK",
        "Nhận xét giữa kỳ",
        "Nhận xét",
    ]
    assert first[5:11] == ["T", 9, "T", 9, "Khá", "Tốt"]

    for number, value in enumerate(["H", 7, "C", 4, "Chậm", "Yếu"], start=6):
        book.active.cell(4, number, value)
    job = checked(saved(book), MARKS, world.school, user=world.users["teacher"])
    written(job, world.users["teacher"])
    kept = primary.line("tieng-viet")
    assert found(job) == []
    assert (kept.regular, kept.midterm, kept.final) == ([DONE, NOT_DONE], 70, 40)
    assert (kept.midterm_remark, kept.remark) == ("Chậm", "Yếu")


def test_a_class_is_sealed_without_a_level_of_learning_and_travels(
    world: World, primary: PrimaryClass
) -> None:
    approved(primary)
    package = seal(world, primary)
    line = primary.line("khoa-hoc")
    assert in_package(package, line).cells == [WELL, WELL, None, 90, WELL]
    assert not TermResult.objects.filter(enrolment__in=primary.enrolments).exists()
    contents = wire.parse(package.plain)
    assert TermFeed().check(contents.header, contents.lines) == []
    words = TermFeed().in_words(contents.header)(contents.lines[0])
    assert words["Khoa học"] == "Mức giữa kỳ T · Mức cuối kỳ T · Bài kiểm tra 9"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ([222, 222, 90, 90, 222], "no_test"),
        ([222, 222, None, 85, 222], "wrong_form"),
        ([222, 80, None, 90, 80], "wrong_form"),
        ([222, 222, None, 90, 221], "wrong_average"),
        ([222, 999, None, 90, 222], "bad_mark"),
    ],
)
def test_a_receiver_checks_by_the_same_rules(
    world: World, primary: PrimaryClass, cells: list[int | None], code: str
) -> None:
    approved(primary)
    contents = wire.parse(seal(world, primary).plain)
    at = [entry[0] for entry in contents.header.layout].index("khoa-hoc")
    widths = [SubjectLayout(*entry).width for entry in contents.header.layout]
    start = sum(widths[:at])
    line = contents.lines[0]
    line[7][start : start + widths[at]] = cells
    problems = TermFeed().check(contents.header, contents.lines)
    assert [(each.code, each.column) for each in problems] == [(code, "khoa-hoc")]


@pytest.mark.parametrize("persona", ["head", "teacher"])
def test_no_page_of_a_primary_class_fails(
    world: World, primary: PrimaryClass, client_of: ClientOf, persona: str
) -> None:
    primary.fill()
    browser, term = client_of(persona), world.term.code
    student = primary.enrolments[0].student
    addresses = [
        reverse("grades:marksheet-edit", args=[primary.sheets["tieng-viet"].public_id]),
        reverse("grades:marksheet-history", args=[primary.sheets["tieng-viet"].public_id]),
        reverse("grades:student", args=[student.public_id]),
    ]
    if persona == "head":
        addresses += [
            reverse("grades:class-detail", args=[primary.class_group.public_id]),
            reverse("grades:class-seal", args=[primary.class_group.public_id, term]),
            reverse("grades:class-list"),
        ]
    for address in addresses:
        assert browser.get(address).status_code == 200, address


def test_the_settings_of_the_circular_stand_on_their_page(
    world: World, client_of: ClientOf
) -> None:
    browser = client_of("department_admin")
    page = browser.get(reverse("grades:regulation-detail", args=["tt27-0"]))
    lines = {
        line.setting.key: line for article in page.context["articles"] for line in article.lines
    }
    assert lines.keys() == {each.key for each in settings_of("TT27")}
    assert (lines["zero_allowed"].value, lines["well_test"].value) == ("có", "7")
    assert "Điều 7 Thông tư 27/2020/TT-BGDĐT" in page.content.decode()


def test_sets_that_differ_in_their_tests_give_other_columns(world: World) -> None:
    primary_class(world)
    default = RegulationSet.objects.get(code="tt27-0")
    other = RegulationSet(
        code="tt27-x",
        programme=default.programme,
        circular="TT27",
        from_year=default.from_year,
        settings=scheme_of("TT27", {"science_tested": False}).settings(),
    )
    [found] = column_differences(default, other)
    assert (found.subject, found.before, found.after) == ("Khoa học", 3, 2)


def test_the_page_of_a_sealed_class_speaks_of_no_learning_results(
    world: World, primary: PrimaryClass, client_of: ClientOf
) -> None:
    approved(primary)
    address = reverse("grades:class-seal", args=[primary.class_group.public_id, world.term.code])
    browser = client_of("head")
    assert not browser.get(address).context["decisions"].groups
    seal(world, primary)
    page = browser.get(address)
    # Below the menu, in which the results of all classes have their entry.
    _menu, main = page.content.decode().split("<main", 1)
    assert page.context["is_sealed"] and "Kết quả học tập" not in main


def test_the_seal_names_the_qualities_and_competences_that_are_missing_and_waits_for_a_reason(
    world: World, primary: PrimaryClass, client_of: ClientOf
) -> None:
    approved(primary)
    count = len(primary.sheets["dao-duc"].scheme.traits(4))
    first, second, third = primary.enrolments
    for stay, traits in ((first, [3] * count), (second, [3, None, *[3] * (count - 2)])):
        factories.HomeroomRecordFactory(
            enrolment=stay, term=world.term, conduct=None, traits=traits
        )
    for stay in primary.enrolments:
        factories.HomeroomRecordFactory(
            enrolment=stay, term=world.term, moment="midterm", conduct=None, traits=[3] * count
        )
    named = [
        f"{second.student.full_name} (Nhân ái)",
        f"{third.student.full_name} (mọi phẩm chất, năng lực)",
    ]
    with pytest.raises(ClassNotReady) as refused:
        seal(world, primary, without_traits=False)
    assert refused.value.sheets == named
    with pytest.raises(ClassNotReady, match="ghi lý do"):
        seal(world, primary, reason=" ")
    address = reverse("grades:class-seal", args=[primary.class_group.public_id, world.term.code])
    page = client_of("head").get(address).content.decode()
    assert "without_traits" in page and f"{second.student.full_name}: Nhân ái" in page
    form = {"revision": revision_of_class(primary.class_group, world.term), "confirmation": "4A"}
    said = {"without_traits": "on", "reason": "Học sinh nghỉ ốm dài ngày"}
    client_of("head").post(address, form | said)
    assert Package.objects.get(feed="term").basis == (
        "2 học sinh thiếu phẩm chất, năng lực. Học sinh nghỉ ốm dài ngày"
    )


def test_the_seal_asks_for_the_levels_of_the_middle_of_the_term_of_whom_they_were_due(
    world: World, primary: PrimaryClass
) -> None:
    approved(primary)
    count = len(primary.sheets["dao-duc"].scheme.traits(4))
    first, second, third = primary.enrolments
    for stay in primary.enrolments:
        factories.HomeroomRecordFactory(
            enrolment=stay, term=world.term, conduct=None, traits=[3] * count
        )
    factories.HomeroomRecordFactory(
        enrolment=first, term=world.term, moment="midterm", conduct=None, traits=[3] * count
    )
    came = timezone.localdate() - datetime.timedelta(days=2)
    third.starts_on = came
    third.save()
    factories.SchoolWindowFactory(
        school=world.school,
        term=world.term,
        column="midterm",
        opens_on=came - datetime.timedelta(days=20),
        closes_on=came - datetime.timedelta(days=1),
    )
    with pytest.raises(ClassNotReady) as refused:
        seal(world, primary, without_traits=False)
    lacking = "giữa học kỳ: mọi phẩm chất, năng lực"
    assert refused.value.sheets == [f"{second.student.full_name} ({lacking})"]
    assert seal(world, primary).basis == "1 học sinh thiếu phẩm chất, năng lực. Lớp mới nhận về"


def test_an_exempt_student_is_not_assessed_by_a_remark_either(
    primary: PrimaryClass, save: Save
) -> None:
    line = primary.line("dao-duc")
    MarkRecord.objects.filter(pk=line.pk).update(exempt=True)
    outcome = save(line.sheet, edit(line, "remark", "", "Ngoan"))
    assert [each.status for each in outcome.results] == ["locked"]
    assert primary.line("dao-duc").remark == ""
