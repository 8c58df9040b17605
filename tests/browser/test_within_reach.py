"""What a person presses lies within the window: on a phone, and in the administration."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page

from eduportal import scoping
from eduportal.accounts.models import User
from grades.choices import SheetState
from schools.choices import LineKind
from schools.models import Subject
from tests.browser.conftest import LAPTOP
from tests.browser.one_portal import Visit
from tests.browser.test_every_page import (
    OUT_OF_REACH,
    comparison,
    correction,
    known_student,
    ready_to_seal,
    returned_sheet,
    sessions,
    teachers_account,
    violations,
    waiting_sheets,
)
from tests.factories import (
    AssignmentDraftFactory,
    CurriculumLineFactory,
    EntryExceptionFactory,
    ProvinceWindowFactory,
    SubjectFactory,
    TransferFactory,
)
from tests.grades.conftest import set_states
from tests.stays import leave
from tests.world import World

pytestmark = pytest.mark.trial("browser")

PHONE = {"width": 390, "height": 844}
PRIMARY = ".page-head__actions .button--primary"


def is_within(found: Locator, size: dict[str, int]) -> bool:
    """Whether the whole box lies between the left and the right edge, wide enough for a finger."""
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    assert box is not None, found
    return box["x"] >= 0 and box["x"] + box["width"] <= size["width"] and box["width"] >= 24


def shown(page: Page) -> Page:
    """The page, if it is the one that was asked for and not one that says it is not there."""
    status = "performance.getEntriesByType('navigation')[0].responseStatus"
    assert page.evaluate(status) == 200, page.url
    return page


def corrections(world: World) -> str:
    correction(world)
    return reverse("privacy:correction-list")


def sheets(world: World) -> str:
    returned_sheet(world)
    return reverse("grades:marksheet-list")


def student_page(world: World) -> str:
    return reverse("grades:student", args=[known_student(world)])


def handed_in(world: World) -> str:
    with scoping.everywhere("a test hands a sheet in"):
        set_states([world.sheet], SheetState.SUBMITTED)
    return reverse("grades:marksheet-edit", args=[world.sheet.public_id])


def page_named(name: str) -> Callable[[World], str]:
    return lambda world: reverse(name)


def roster(world: World) -> str:
    return reverse("grades:roster", args=[world.class_group.public_id])


def queue(world: World) -> str:
    waiting_sheets(world)
    return reverse("grades:queue")


def own_class_page(world: World) -> str:
    waiting_sheets(world)
    return reverse("grades:class-detail", args=[world.class_group.public_id])


@pytest.mark.parametrize(
    ("persona", "address", "pressed"),
    [
        ("head", teachers_account, "button[value=end]"),
        ("head", teachers_account, "button[value=give]"),
        ("head", teachers_account, "button[value=close]"),
        ("head", corrections, ".table tbody a"),
        ("teacher", sessions, ".table tbody button"),
        ("teacher", sheets, ".table .is-action .button"),
        ("clerk", student_page, ".masked .button, .page-head__actions summary"),
        ("teacher", handed_in, "button[value=withdraw]"),
        ("clerk", page_named("students:student-list"), PRIMARY),
        ("clerk", page_named("grades:register"), PRIMARY),
        ("clerk", roster, f"{PRIMARY}, .row-menu summary"),
        ("clerk", page_named("staffing:staff-list"), PRIMARY),
        ("head", queue, "button[value=approve], .decide-return summary, .bulkbar .button"),
        ("head", own_class_page, "button[value=approve], .decide-return summary"),
        ("head", ready_to_seal, ".choice, #decisions .button, .confirm .input, .confirm .button"),
    ],
    ids=[
        "end a role",
        "give a role",
        "close",
        "a correction",
        "sign out there",
        "next step of a sheet",
        "show the number, other work",
        "take a sheet back",
        "add a student",
        "add classes",
        "add to a class, steps with a student",
        "add a person",
        "approve in the queue",
        "approve on the class page",
        "seal",
    ],
)
def test_on_a_phone_every_button_is_in_the_window(
    window: Page,
    visit: Visit,
    world: World,
    persona: str,
    address: Callable[[World], str],
    pressed: str,
) -> None:
    window.set_viewport_size(PHONE)
    page = visit(persona, address(world))

    assert all(is_within(found, PHONE) for found in page.locator(pressed).all())
    assert page.locator(pressed).count() > 0


def forms_of_the_office(world: World) -> list[str]:
    """Of a student who sits in a class, of one who has left, and of the classes."""
    here, gone = (each.student for each in world.enrolments[world.class_group][:2])
    with scoping.everywhere("a test fills the office's pages"):
        leave(world.enrolments[world.class_group][1])
        transfer = TransferFactory(school=world.school, other_school=world.neighbour_school)
        AssignmentDraftFactory(school=world.school, school_year=world.year)
    return [
        reverse("students:student-new"),
        reverse("students:student-correct", args=[here.public_id]),
        reverse("grades:student-move", args=[here.public_id]),
        reverse("grades:student-leave", args=[here.public_id]),
        reverse("grades:student-return", args=[gone.public_id]),
        reverse("students:transfer-list"),
        reverse("students:transfer-ask"),
        reverse("students:transfer", args=[transfer.public_id]),
        reverse("students:transfer-offer", args=[here.public_id]),
        reverse("staffing:class-past", args=[world.class_group.public_id]),
        reverse("staffing:teachers"),
        reverse("staffing:draft"),
    ]


def forms_of_the_administrator(world: World) -> list[str]:
    with scoping.everywhere("a test sets days of entry"):
        window = ProvinceWindowFactory(term=world.term)
        EntryExceptionFactory(class_group=world.class_group, term=world.term)
    school = f"?school={world.school.code}"
    return [
        reverse("schools:unit-new"),
        reverse("schools:subject-new"),
        reverse("schools:line-new"),
        reverse("schools:year-new"),
        reverse("grades:entry-days") + school,
        reverse("grades:entry-window-new"),
        reverse("grades:entry-window", args=[window.public_id]),
        reverse("grades:entry-exception-new") + school,
        reverse("privacy:account-correction", args=[world.users["clerk"].pk]),
    ]


@pytest.mark.parametrize(
    ("persona", "pages"),
    [("clerk", forms_of_the_office), ("department_admin", forms_of_the_administrator)],
    ids=["office", "administrator"],
)
def test_on_a_phone_a_form_fits_and_is_accessible(
    window: Page,
    visit: Visit,
    world: World,
    persona: str,
    pages: Callable[[World], list[str]],
) -> None:
    window.set_viewport_size(PHONE)
    for address in pages(world):
        page = shown(visit(persona, address))
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        assert not page.evaluate(OUT_OF_REACH), address
        assert not violations(page), address


TABLES = """() => [...document.querySelectorAll("main .table-wrap:not(.table-wrap--frame)")]
    .filter((each) => each.scrollWidth > each.clientWidth + 1)
    .map((each) => each.outerHTML.slice(0, 160))"""


def test_on_a_phone_tables_become_cards(window: Page, visit: Visit, world: World) -> None:
    """Classes and their results, at the school and for officials, and a student's results."""
    window.set_viewport_size(PHONE)
    seen = [
        ("head", ready_to_seal(world)),
        ("head", reverse("grades:class-detail", args=[world.class_group.public_id])),
        ("head", student_page(world)),
        ("clerk", reverse("students:student-list") + "?where=all"),
        ("department_officer", reverse("dashboards:school", args=[world.school.public_id])),
        ("department_officer", reverse("dashboards:class", args=[world.class_group.public_id])),
        ("department_admin", reverse("grades:comparison-detail", args=[comparison(world)])),
        ("department_admin", reverse("grades:regulation-detail", args=["tt22-0"])),
    ]
    for persona, address in seen:
        page = shown(visit(persona, address))
        assert not page.evaluate(TABLES), address
        assert page.locator("main .table").count() > 0, address


def tables_of_ticks(world: World) -> list[str]:
    """The choices of a class whose programme has many subjects to choose, with study topics."""
    with scoping.everywhere("a test adds subjects to choose"):
        for number in range(14):
            CurriculumLineFactory(
                grade_level=world.class_group.grade_level,
                subject=SubjectFactory(code=f"CH{number}", name=f"Môn {number}"),
                kind=LineKind.OPTIONAL,
                has_topics=True,
            )
    names = ("students:class-subjects", "students:class-topics")
    return [reverse(name, args=[world.class_group.public_id]) for name in names]


# Where the frame ends on the left and where its names are, once it is scrolled to its right end.
NAMES = """(frame) => { frame.scrollLeft = frame.scrollWidth;
    const edge = frame.getBoundingClientRect();
    return [...frame.querySelectorAll("tbody th")].map((each) => {
        const box = each.getBoundingClientRect();
        return [frame.scrollLeft > 0, box.left - edge.left, box.width / edge.width];
    }); }"""


def test_on_a_phone_the_names_beside_ticks_stay_in_view(
    window: Page, visit: Visit, world: World
) -> None:
    window.set_viewport_size(PHONE)
    for address in tables_of_ticks(world):
        page = shown(visit("clerk", address))
        page.locator(".table--ticks").wait_for()
        found = page.locator(".table-wrap--frame").evaluate(NAMES)
        assert found, address
        for is_scrolled, left, share in found:
            assert is_scrolled and -1 <= left <= 1 and share < 0.5, (address, left, share)


def test_on_a_phone_a_subject_with_a_long_short_name_fits_the_table_of_classes(
    window: Page, visit: Visit, world: World
) -> None:
    Subject.objects.filter(pk=world.subjects[0].pk).update(short_name="Hoạt động trải nghiệm, HN")
    window.set_viewport_size(PHONE)
    page = shown(visit("head", reverse("grades:progress")))

    wide = "(cells) => cells.filter((each) => each.scrollWidth > each.clientWidth).length"
    assert page.locator(".matrix td").count() > 0
    assert page.locator(".matrix td").evaluate_all(wide) == 0


def test_the_site_of_reference_tables_fits_and_asks_for_nothing_that_is_missing(
    visit: Visit, complaints: list[str], world: World
) -> None:
    User.objects.filter(username="department_admin").update(is_superuser=True)
    subject = world.subjects[0].pk
    for path in ("", "schools/subject/", f"schools/subject/{subject}/change/", "schools/term/"):
        page = visit("department_admin", f"/admin/{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= LAPTOP["width"], path
    assert not complaints
