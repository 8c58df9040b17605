"""The table of assignments by keyboard alone, in a real browser, with what the database holds."""

import datetime
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from eduportal import scoping
from staffing.models import StaffMember, TeachingAssignment
from staffing.selectors.cells import HOMEROOM, CellKey, contents_on
from tests import factories
from tests.browser.marksheet import PASTE, SheetInBrowser, until
from tests.world import World

pytestmark = pytest.mark.trial("browser")

MATHS, SPORT = "TOAN", "GDTC"
NAMES = {
    "teacher": "Phan Văn Quý",
    "homeroom": "Lê Thu Hà",
    "clerk": "Hồ Bá Lộc",
    "head": "Nguyễn Nhật Sơn",
    "vice_head": "Võ Kim Duyên",
}


class TableInBrowser:
    """The table of schools[0] in a tab in which the head has signed in."""

    def __init__(self, browser: SheetInBrowser) -> None:
        self.world = browser.world
        self.page: Page = browser.page
        self.base_url = browser.base_url

    def open(self) -> None:
        self.page.goto(f"{self.base_url}/assignments/")
        self.page.locator(".assign-frame.is-enhanced").wait_for()

    def cell(self, name: str, subject: str) -> str:
        group = next(each for each in self.world.classes[self.world.school] if each.name == name)
        return f"tr[data-class='{group.public_id}'] td[data-subject='{subject}']"

    def go(self, name: str, subject: str) -> None:
        self.page.click(f"{self.cell(name, subject)} a")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def names(self, name: str, subject: str) -> set[str]:
        """Who gives the subject to the class today, as stored."""
        with scoping.everywhere("a test reads assignments"):
            group = next(g for g in self.world.classes[self.world.school] if g.name == name)
            content = contents_on([group], timezone.localdate())[CellKey(group.pk, subject)]
            return {each.staff.full_name for each in content.given}

    def has(self, name: str, subject: str, *people: str) -> Callable[[], bool]:
        return lambda: self.names(name, subject) == set(people)

    def until(self, name: str, subject: str, *people: str) -> None:
        until(self.has(name, subject, *people), self.page)

    @property
    def told(self) -> str:
        return self.page.locator("[data-message]").inner_text()


@pytest.fixture
def table(context: BrowserContext, live_server, committed_world: World) -> Iterator[TableInBrowser]:
    with scoping.everywhere("a test names the staff"):
        for persona, name in NAMES.items():
            staff = committed_world.staff[persona]
            StaffMember.objects.filter(pk=staff.pk).update(full_name=name)
        StaffMember.objects.filter(pk=committed_world.staff["teacher"].pk).update(
            main_subject=committed_world.subjects[0]
        )
        for persona in ("head", "vice_head"):
            factories.PostFactory(staff=committed_world.staff[persona], kind="clerk")
        factories.StaffMemberFactory(
            school=committed_world.school,
            full_name="Đặng Khánh Trúc",
            main_subject=committed_world.subjects[1],
        )
    browser = SheetInBrowser(context, live_server.url, committed_world)
    browser.sign_in("head")
    browser.speak("en")
    found = TableInBrowser(browser)
    problems: list[str] = []
    found.page.on("pageerror", lambda error: problems.append(str(error)))
    found.open()
    yield found
    assert not problems


def test_letters_open_the_list_and_enter_takes_and_goes_down(table: TableInBrowser) -> None:
    table.go("6A1", MATHS)
    table.type("truc")

    option = table.page.locator("[role=option][aria-selected=true]")
    assert "Đặng Khánh Trúc" in option.inner_text()
    assert "not a teacher of Toán" in option.inner_text()
    assert option.get_attribute("id") == table.page.locator("[role=combobox]").get_attribute(
        "aria-activedescendant"
    )
    table.press("Enter")

    table.until("6A1", MATHS, "Đặng Khánh Trúc")
    focused = table.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("Toán 6A2")
    table.page.locator(".loads li", has_text="Đặng Khánh Trúc").get_by_text("4").first.wait_for()


def test_alt_and_enter_adds_a_second_teacher(table: TableInBrowser) -> None:
    table.go("6A1", MATHS)
    table.type("ha")
    table.press("Alt+Enter")

    table.until("6A1", MATHS, "Phan Văn Quý", "Lê Thu Hà")
    table.page.locator(table.cell("6A1", MATHS)).get_by_text("Quý · Hà").wait_for()


def test_fill_down_delete_and_undo_work_on_a_block(table: TableInBrowser) -> None:
    table.go("6A1", MATHS)
    table.type("loc")
    table.press("Enter", "ArrowUp", "Shift+ArrowDown", "Control+d")
    table.until("6A2", MATHS, "Hồ Bá Lộc")

    table.press("Delete")
    table.until("6A1", MATHS)
    table.until("6A2", MATHS)
    table.page.get_by_text("3 cells without a teacher").wait_for()

    table.press("Control+z")
    table.until("6A1", MATHS, "Hồ Bá Lộc")
    table.press("Control+z", "Control+z")
    table.until("6A1", MATHS, "Phan Văn Quý")
    table.until("6A2", MATHS, "Phan Văn Quý")


def test_names_of_a_spreadsheet_are_pasted_and_unknown_ones_are_named(
    table: TableInBrowser,
) -> None:
    table.go("6A1", MATHS)
    table.page.evaluate(PASTE, "Lê Thu Hà\tĐặng Khánh Trúc\nAi Đó\tho ba loc\n")

    table.until("6A1", MATHS, "Lê Thu Hà")
    table.until("6A1", SPORT, "Đặng Khánh Trúc")
    table.until("6A2", SPORT, "Hồ Bá Lộc")
    assert table.names("6A2", MATHS) == {"Phan Văn Quý"}


def test_a_homeroom_is_given_like_a_lesson(table: TableInBrowser) -> None:
    table.go("6A2", HOMEROOM)
    table.press("Enter")
    table.type("quy")
    table.press("Enter")

    table.until("6A2", HOMEROOM, "Phan Văn Quý")
    table.page.get_by_text("0 cells without a teacher").wait_for()


def test_escape_leaves_the_cell_as_it_was(table: TableInBrowser) -> None:
    table.go("6A1", MATHS)
    table.type("truc")
    table.press("Escape")

    focused = table.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("Toán 6A1")
    assert table.names("6A1", MATHS) == {"Phan Văn Quý"}


def test_what_another_person_has_changed_is_told_and_shown(table: TableInBrowser) -> None:
    with scoping.everywhere("a colleague changes the cell"):
        lessons = TeachingAssignment.objects.filter(class_group=table.world.class_group)
        clerk = table.world.staff["clerk"]
        lessons.filter(subject=table.world.subjects[0]).update(staff=clerk)

    table.go("6A1", MATHS)
    table.type("truc")
    table.press("Enter")

    table.page.get_by_text("Another person has changed this cell meanwhile").wait_for()
    assert table.page.locator(table.cell("6A1", MATHS)).inner_text() == "Lộc"
    assert table.names("6A1", MATHS) == {"Hồ Bá Lộc"}


def test_on_a_phone_a_class_is_a_card_that_leads_to_its_form(table: TableInBrowser) -> None:
    table.page.set_viewport_size({"width": 390, "height": 844})

    assert not table.page.locator(".assign-wide").is_visible()
    link = table.page.get_by_role("link", name="Assign 6A2")
    assert link.bounding_box()["x"] + link.bounding_box()["width"] <= 390
    link.click()
    table.page.get_by_label("Homeroom: teacher 1").select_option(label="Phan Văn Quý – Toán")
    table.page.get_by_role("button", name="Save the assignments of 6A2").click()

    table.until("6A2", HOMEROOM, "Phan Văn Quý")


def test_a_draft_is_typed_looked_over_and_applied(table: TableInBrowser) -> None:
    page = table.page
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    page.goto(f"{table.base_url}/assignments/draft/")
    page.fill("#on", str(tomorrow))
    page.click("button[value=start]")
    page.locator(".assign-frame.is-enhanced").wait_for()
    table.go("6A1", MATHS)
    table.type("ha")
    table.press("Enter")
    page.get_by_text("Saved in the draft").wait_for()
    assert table.names("6A1", MATHS) == {NAMES["teacher"]}

    page.click("text=Apply…")
    page.get_by_text(f"Toán 6A1: {NAMES['teacher']} → {NAMES['homeroom']}").wait_for()
    page.click("button[value=apply]")
    page.get_by_text("1 change is in force").wait_for()
    with scoping.everywhere("a test reads assignments"):
        group = table.world.class_group
        given = contents_on([group], tomorrow)[CellKey(group.pk, MATHS)].given
        assert [each.staff.full_name for each in given] == [NAMES["homeroom"]]
    assert table.names("6A1", MATHS) == {NAMES["teacher"]}
