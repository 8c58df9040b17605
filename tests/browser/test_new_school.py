"""A new school, from an empty portal to its first sealed class, by nothing but pages."""

import datetime
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.fixtures import Settings

from eduportal import scoping
from eduportal.accounts.tasks import send_mail
from schools.models import CurriculumLine, SchoolYear, Term
from staffing.selectors.cells import HOMEROOM
from tests.accounts.test_links import CODE
from tests.browser.marksheet import PASTE
from tests.browser.people import Person, say

pytestmark = pytest.mark.trial("browser")
PASSWORD = "mua-mua-tren-song-vam-co-2026"
SCHOOL, HEAD, TEACHER, LEADER = "Trường THCS Đức Huệ", "Lê Thị Hạnh", "Trần Anh Thư", "Đỗ Quốc Bảo"
CLASS = "7A1"
Enter = Callable[[str], Person]
# A larger block is shown before it is pasted (static/marksheet/strip_dialog.js).
SHOWN_BEFORE = 20
STUDENTS = [
    ("Nguyễn Hoài An", "2014-03-02"),
    ("Phạm Gia Bình", "2014-11-19"),
    ("Trần Mỹ Dung", "2014-06-30"),
    ("Võ Tấn Khoa", "2014-01-08"),
]
# Code and name of the subject: periods a year, form of assessment, one row of marks.
PROGRAMME = {
    ("ngu-van", "Ngữ văn"): ("140", "scored", ["7", "8", "7,5", "8", "7,5", "8"]),
    ("toan", "Toán"): ("140", "scored", ["8", "7,5", "9", "8", "7", "8,5"]),
    ("gdtc", "Giáo dục thể chất"): ("70", "commented", ["Đ", "Đ", "Đ", "Đ"]),
}


@pytest.fixture(params=["desk", pytest.param("phone", marks=pytest.mark.long)])
def enter(
    request: pytest.FixtureRequest, browser: Browser, live_server: Any, portal: None
) -> Iterator[Enter]:
    """Give a person of this user name a browser: everybody sits at a desk, or has a phone."""
    people: list[Person] = []
    has_thumb = request.param == "phone"

    def enter(username: str) -> Person:
        people.append(Person(browser, live_server.url, username, has_thumb=has_thumb))
        return people[-1]

    yield enter
    for person in people:
        person.leave()


@pytest.fixture
def portal(transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal as docs/deploy.md leaves it, without the days and the programme of the files."""
    settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = True
    call_command("load_reference", stdout=io.StringIO())
    with scoping.everywhere("a test installs a portal"):
        for table in (Term, SchoolYear, CurriculumLine):
            table.objects.all().delete()
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    call_command("create_administrator", "quantri", full_name="Hồ Minh Đăng", stdout=io.StringIO())


def test_a_new_school_reaches_its_first_sealed_class_by_pages_alone(
    enter: Enter, signing_key: None
) -> None:
    link = the_department_makes_a_school_and_its_head(enter("quantri"))
    head = enter("ht.duchue")
    the_head_comes_in(head, link)
    the_head_records_staff(head)
    slips = the_head_prints_slips(head)
    the_head_makes_a_class(head)
    the_head_assigns_teachers(head)
    the_head_looks_at_the_sheets(head)
    for username, subjects in (("thu.ta", ["ngu-van", "toan"]), ("bao.dq", ["gdtc"])):
        teacher = enter(username)
        the_teacher_uses_the_slip(teacher, slips[username])
        the_teacher_enters_and_hands_in(teacher, subjects)
    the_head_approves(head)
    the_head_seals(head)


def the_department_makes_a_school_and_its_head(admin: Person) -> str:
    """The address the head gets by mail."""
    admin.sign_in(PASSWORD)
    admin.add_authenticator()
    next_is(admin, "Schools")
    admin.picture("bat-dau-cac-buoc")
    admin.follow("Add a school")
    admin.fill(name=SCHOOL, code="80001", managing_body="ubnd_xa")
    admin.tick(admin.page.locator("[name=stages][value='03']"))
    admin.page.select_option("[name=unit]", label="Xã Đức Huệ")
    admin.press("Add a school")
    expect(admin.heading).to_have_text(SCHOOL)

    admin.menu("Getting started")
    next_is(admin, "School year with its terms")
    admin.follow("Open a school year")
    admin.fill(**days_of_the_year())
    admin.page.locator("[name=code]").focus()
    admin.picture("bat-dau-nam-hoc")
    admin.press("Open the school year")
    admin.is_told("The school year is open.")

    admin.menu("Getting started")
    next_is(admin, "Programme")
    admin.follow("Open the programme")
    for (_code, name), (periods, form, _row) in PROGRAMME.items():
        admin.menu("Programme")
        admin.follow("Add a line")
        admin.page.select_option("[name=subject]", label=name)
        admin.fill(grade_level="7", annual_periods=periods, form=form, kind="compulsory")
        admin.press("Add a line")

    admin.menu("Getting started")
    next_is(admin, "Accounts of the heads")
    admin.press_at(admin.page.locator(".links").get_by_role("link", name=SCHOOL))
    admin.fill(full_name=HEAD, username="ht.duchue", email="ht.duchue@example.vn")
    admin.picture("bat-dau-hieu-truong")
    admin.press("Add the account")
    expect(admin.heading).to_have_text(HEAD)
    admin.menu("Getting started")
    said = say("Everything a school needs from the Department is there.")
    expect(admin.page.locator(".page-head p")).to_have_text(said)
    send_mail()
    [letter] = mail.outbox
    assert letter.to == ["ht.duchue@example.vn"]
    return re.findall(r"https?://\S+", letter.body)[0]


def next_is(person: Person, step: str) -> None:
    said = say("Next: %(title)s", title=say(step))
    expect(person.page.locator(".page-head p")).to_have_text(said)


def first_day() -> datetime.date:
    """Of a school year in whose first term today is, whenever the test runs."""
    return timezone.localdate() - datetime.timedelta(days=85)


def year_code() -> str:
    return f"{first_day().year}-{first_day().year + 1}"


def days_of_the_year() -> dict[str, str]:
    after = {
        "starts_on": 0,
        "ends_on": 268,
        "term1_starts_on": 0,
        "term1_ends_on": 126,
        "term1_entry_opens_on": 9,
        "term1_entry_closes_on": 137,
        "term2_starts_on": 128,
        "term2_ends_on": 259,
        "term2_entry_opens_on": 128,
        "term2_entry_closes_on": 268,
    }
    days = {name: first_day() + datetime.timedelta(days=many) for name, many in after.items()}
    return {"code": year_code(), **{name: f"{day:%Y-%m-%d}" for name, day in days.items()}}


def the_head_comes_in(head: Person, link: str) -> None:
    head.open(link)
    head.press("Go on")
    head.picture("bat-dau-mat-khau")
    head.choose_password(PASSWORD)
    head.sign_in(PASSWORD)
    head.add_authenticator()
    school_next_is(head, "Staff")
    head.picture("bat-dau-truong-moi")


def school_next_is(head: Person, step: str) -> None:
    """What the head's first page says."""
    head.menu("Work of the school")
    said = say("Marks cannot be entered yet. Next: %(title)s", title=say(step))
    expect(head.page.locator("main .banner")).to_contain_text(said)


def the_head_records_staff(head: Person) -> None:
    for name, subject in ((TEACHER, "toan"), (LEADER, "gdtc")):
        head.menu("Work of the school")
        head.follow("Add a person")
        head.fill(full_name=name, birth_date="1988-05-04", main_subject=subject)
        head.press("Add a person")
        expect(head.heading).to_have_text(name)


def the_head_prints_slips(head: Person) -> dict[str, str]:
    """The code of each new account by its user name, as on paper."""
    head.menu("Staff")
    head.picture("bat-dau-nhan-su")
    school_next_is(head, "Accounts")
    head.follow("Create accounts")
    head.tick(head.page.locator("[data-bulk-all]"))
    head.picture("bat-dau-tao-tai-khoan")
    head.press("Create accounts")
    slips = head.page.locator(".slip")
    expect(slips).to_have_count(2)
    head.picture("bat-dau-phieu")
    found = {}
    for slip in slips.all():
        text = slip.inner_text()
        [code] = CODE.findall(text)
        found[slip.locator(".slip__plain").first.inner_text()] = code
    head.follow("Handed over, close")
    return found


def the_head_makes_a_class(head: Person) -> None:
    school_next_is(head, "Classes")
    head.follow("Add classes")
    head.fill(names=CLASS, room="12")
    head.press("Make the classes")
    school_next_is(head, "Students")
    head.follow("Add a student")
    head.page.select_option("[name=class_group]", label=CLASS)
    for name, birthday in STUDENTS:
        head.fill(full_name=name, birth_date=birthday)
        head.press("Add and enter the next")
        head.is_told("%(name)s is entered.", name=name)
    head.menu("Classes")
    head.press_at(head.page.get_by_role("link", name=CLASS, exact=True).first)
    expect(head.page.locator("[data-roster] tbody tr")).to_have_count(len(STUDENTS))
    head.picture("bat-dau-lop")


def the_head_assigns_teachers(head: Person) -> None:
    school_next_is(head, "Assignments")
    head.follow("Assign teachers")
    if head.has_thumb:
        fill_the_form_of_the_class(head)
    else:
        fill_the_table(head)


def fill_the_form_of_the_class(head: Person) -> None:
    """A phone has no room for the table: it shows what is open, and a form for each class."""
    given = {"ngu-van": TEACHER, "toan": TEACHER, "gdtc": LEADER, HOMEROOM: LEADER}
    head.follow("Assign")
    for subject, name in given.items():
        field = head.page.locator(f"[name='t-{subject}']").first
        value = field.locator("option", has_text=name).get_attribute("value")
        field.select_option(value)
    head.press_at(head.page.locator("main form .button--primary"))
    expect(head.page.locator("main .banner--success").first).to_be_visible()
    head.menu("Assignments")
    expect(head.page.locator(".assign-phone .checks")).to_have_count(0)


def fill_the_table(head: Person) -> None:
    head.page.locator(".assign-frame.is-enhanced").wait_for()
    given = {"ngu-van": "thu", "toan": "thu", "gdtc": "bao", HOMEROOM: "bao"}
    open_cells = head.page.locator("[data-open-count]")
    for subject, letters in given.items():
        head.press_at(head.page.locator(f"td[data-subject='{subject}'] a").first)
        head.page.keyboard.type(letters)
        if subject == HOMEROOM:
            expect(open_cells).to_have_text(re.compile("^1 "))
            now = say("now {total}").replace("{total}", "2")
            expect(head.page.locator("[role=option]")).to_contain_text(now)
            head.picture("bat-dau-phan-cong")
        head.page.keyboard.press("Enter")
    expect(open_cells).to_have_text(re.compile("^0 "))


def the_head_looks_at_the_sheets(head: Person) -> None:
    """The first student has opened those of the class: nothing is missing."""
    head.menu("Mark books of classes")
    row = head.page.locator("main tbody tr", has_text=CLASS)
    expect(row.locator("td").first).to_have_text(str(len(PROGRAMME)))
    head.press("Open missing sheets")
    expect(row.locator("td").first).to_have_text(str(len(PROGRAMME)))
    head.picture("bat-dau-mo-so")


def the_teacher_uses_the_slip(teacher: Person, code: str) -> None:
    teacher.open("/accounts/sign-in/")
    teacher.follow("A slip with a code?")
    teacher.fill(code=code)
    teacher.press("Go on")
    teacher.choose_password(PASSWORD + teacher.username)
    teacher.sign_in(PASSWORD + teacher.username)
    expect(teacher.heading).to_have_text(say("My mark sheets"))


def the_teacher_enters_and_hands_in(teacher: Person, subjects: list[str]) -> None:
    for subject in subjects:
        teacher.menu("Mark sheets")
        if subject == "ngu-van":
            teacher.picture("bat-dau-giao-vien")
        teacher.press_at(teacher.page.locator("tr.is-next .is-action a"))
        teacher.page.locator("form.is-enhanced").wait_for()
        [row] = [row for (code, _name), (*_, row) in PROGRAMME.items() if code == subject]
        teacher.press_at(teacher.page.locator("[id^='m-'][id$='-tx1']").first)
        # Each student has the marks of the one before, one column on.
        rows = [row[place:] + row[:place] for place in range(len(STUDENTS))]
        teacher.page.evaluate(PASTE, "\n".join(map("\t".join, rows)))
        if sum(map(len, rows)) > SHOWN_BEFORE:
            teacher.press_at(teacher.page.locator("#strip-dialog [data-take]"))
        expect(teacher.page.locator("[data-save-state]")).to_have_attribute("data-state", "idle")
        if subject == "ngu-van":
            teacher.picture("bat-dau-nhap-diem")
        teacher.press("Submit for approval")
        expect(teacher.page.locator("main .banner--success").first).to_be_visible()


def the_head_approves(head: Person) -> None:
    head.menu("Work of the school")
    expect(head.page.locator(".table--queue tbody tr")).to_have_count(len(PROGRAMME))
    head.tick(head.page.locator("[data-bulk-all]"))
    head.picture("bat-dau-duyet")
    head.press_at(head.page.locator(".bulkbar button"))
    expect(head.page.locator("main .banner--success").first).to_be_visible()


def the_head_seals(head: Person) -> None:
    head.press_at(head.page.locator("main").get_by_role("link", name=re.compile(CLASS)).first)
    head.follow("Seal the class")
    head.tick(head.page.locator("[name=without_conduct]"))
    head.fill(confirmation=CLASS)
    head.picture("bat-dau-khoa-so")
    head.press_at(head.page.locator(".confirm .button--danger"))
    expect(head.heading).to_have_text(say("Class %(name)s is sealed", name=CLASS))
    expect(head.page.locator(".way li.is-done")).to_have_count(2)
    head.picture("bat-dau-da-khoa")
