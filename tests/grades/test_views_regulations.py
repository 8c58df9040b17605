"""The administrator's pages of regulation sets and shadow runs."""

import datetime
import re
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from openpyxl import load_workbook

from eduportal.accounts.roles import Role
from grades.choices import SetState
from grades.models import MarkSheet, RegulationComparison, RegulationSet
from grades.rules.schemes import settings_of
from grades.selectors.regulations import Standing, typed_confirmation
from grades.services.comparing import work_on_comparison
from grades.tasks import follow_regulations
from tests.conftest import ClientOf
from tests.factories import (
    ComparedResultFactory,
    MembershipFactory,
    RegulationComparisonFactory,
    RegulationSetFactory,
    SchoolYearFactory,
)
from tests.factories.marks import regulation_set
from tests.query_counts import ask_counted
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")

CHANGE = reverse("grades:regulation-change", args=["tt22-0"])


def typed(world: World, **changes: str) -> dict[str, str]:
    """The change form as a person fills it: every setting as the page shows it, but `changes`."""
    base = regulation_set()
    form = {
        "name": "Làm tròn chẵn",
        "decided_by": "Sở GDĐT",
        "number": "7/QĐ",
        "on": "2026-08-01",
        "from_year": world.year.code,
        "digest": base.digest,
    }
    for each in settings_of("TT22"):
        value = base.settings[each.key]
        if isinstance(value, bool):
            form[each.key] = "yes" if value else "no"
        elif each.unit == "tenths":
            form[each.key] = f"{value // 10},{value % 10}"
        else:
            form[each.key] = str(value)
    return form | changes


def next_year(world: World) -> str:
    first = int(world.year.code[:4]) + 1
    return f"{first}-{first + 1}"


def test_the_list_shows_from_when_to_when_a_set_governs(world: World, client_of: ClientOf) -> None:
    RegulationSetFactory(name="Bộ mới", in_force=True)
    RegulationSetFactory(name="Bộ thay thế", in_force=True)

    page = client_of("department_admin").get(reverse("grades:regulation-list"))

    rows = {row.regulation.name: row for row, _number in page.context["rows"]}
    first = int(world.year.code[:4])
    assert rows["Thông tư 22 – mặc định"].until == f"{first - 1}-{first}"
    assert rows["Bộ mới"].standing == Standing.REPLACED
    assert not rows["Bộ thay thế"].until


def test_a_set_of_one_year_names_the_year_once(world: World, client_of: ClientOf) -> None:
    RegulationSetFactory(name="Bộ một năm", in_force=True)
    RegulationSetFactory(name="Bộ bị thay", in_force=True, from_year=next_year(world))
    RegulationSetFactory(name="Bộ năm sau", in_force=True, from_year=next_year(world))

    page = client_of("department_admin").get(reverse("grades:regulation-list")).content.decode()

    assert f"{world.year.code} – {world.year.code}" not in page
    # A set replaced before it began governs no year: none before its own is shown.
    assert f"{next_year(world)} –" not in page


def test_the_list_says_which_set_applies_now(world: World, client_of: ClientOf) -> None:
    coming = next_year(world)
    RegulationSetFactory(name="Bộ năm nay", in_force=True)
    RegulationSetFactory(name="Bộ năm sau", in_force=True, from_year=coming)
    RegulationSetFactory(name="Bản thảo")
    browser = client_of("department_admin")

    page = browser.get(reverse("grades:regulation-list"))

    rows = [row for row, _number in page.context["rows"]]
    secondary = [row for row in rows if row.regulation.circular == "TT22"]
    assert {row.regulation.name: row.standing for row in secondary} == {
        "Thông tư 22 – mặc định": Standing.ENDED,
        "Bộ năm nay": Standing.GOVERNING,
        "Bộ năm sau": Standing.COMING,
        "Bản thảo": Standing.DRAFT,
    }
    text = page.content.decode()
    for words, standing in (
        ("đã hết áp dụng", Standing.ENDED),
        ("đang áp dụng", Standing.GOVERNING),
        (f"sẽ áp dụng từ {coming}", Standing.COMING),
    ):
        assert text.count(words) == [row.standing for row in rows].count(standing)
    detail = browser.get(reverse("grades:regulation-detail", args=["tt22-0"]))
    assert "đã hết áp dụng" in detail.content.decode()


def test_a_set_still_applies_in_the_last_year_before_the_next(
    world: World, client_of: ClientOf
) -> None:
    RegulationSetFactory(in_force=True, from_year=next_year(world))

    page = client_of("department_admin").get(reverse("grades:regulation-detail", args=["tt22-0"]))

    assert page.context["standing"] == Standing.GOVERNING


def test_every_setting_stands_on_the_page_in_words(world: World, client_of: ClientOf) -> None:
    decided = {"by": "Sở GDĐT", "number": "7/QĐ", "on": "2026-08-01"}
    own = RegulationSetFactory(decisions={"rounding": decided})
    address = reverse("grades:regulation-detail", args=[own.code])

    page = client_of("department_admin").get(address)

    lines = {
        line.setting.key: line for article in page.context["articles"] for line in article.lines
    }
    assert lines.keys() == {each.key for each in settings_of("TT22")}
    assert lines["good_every"].value == "6,5"
    assert lines["few_periods"].value == "35 tiết"
    assert lines["optional_subjects_count"].value == "có"
    assert lines["rounding"].state == "decided"
    assert lines["rounding"].decision.on == datetime.date(2026, 8, 1)
    assert lines["rounding"].usual
    text = page.content.decode()
    assert all(line.question.replace('"', "&quot;") in text for line in lines.values())


def test_the_settings_of_one_state_are_shown_alone(world: World, client_of: ClientOf) -> None:
    address = reverse("grades:regulation-detail", args=["tt22-0"])

    page = client_of("department_admin").get(address, {"show": "unconfirmed"})

    states = {line.state for article in page.context["articles"] for line in article.lines}
    assert states == {"unconfirmed"}


def test_changing_a_setting_makes_a_draft(world: World, client_of: ClientOf) -> None:
    form = typed(world, good_every="6,6", **{"settles-rounding": "on"})

    answer = client_of("department_admin").post(CHANGE, form)

    made = RegulationSet.objects.get(code="tt22-1")
    assert answer.headers["Location"] == reverse("grades:regulation-detail", args=["tt22-1"])
    assert made.settings == {**regulation_set().settings, "good_every": 66}
    assert set(made.decisions) == {"good_every", "rounding"}
    assert made.created_by == world.users["department_admin"]


def test_everything_wrong_is_told_at_once_beside_its_field(
    world: World, client_of: ClientOf
) -> None:
    form = typed(world, name="", on="2999-01-01", good_every="11", rounding="sideways")

    page = client_of("department_admin").post(CHANGE, form)

    assert set(page.context["form"].errors) == {"name", "on", "good_every", "rounding"}
    assert RegulationSet.objects.filter(circular="TT22").count() == 1


def test_values_that_contradict_each_other_are_told_by_their_questions(
    world: World, client_of: ClientOf
) -> None:
    page = client_of("department_admin").post(CHANGE, typed(world, fair_every="7,0"))

    errors = page.context["form"].errors
    assert set(errors) == {"good_every", "fair_enough"}
    for problems in errors.values():
        assert "Khá: điểm trung bình thấp nhất của mọi môn" in problems[0]


def test_a_form_made_with_other_settings_is_refused(world: World, client_of: ClientOf) -> None:
    page = client_of("department_admin").post(
        CHANGE, typed(world, good_every="6,6", digest="000000000000")
    )

    assert page.context["form"].non_field_errors()
    assert RegulationSet.objects.filter(circular="TT22").count() == 1


def test_from_the_draft_over_the_comparison_into_force(
    world: World, client_of: ClientOf, django_capture_on_commit_callbacks: Any
) -> None:
    """The way an administrator goes for the year that runs, page by page."""
    browser = client_of("department_admin")
    browser.post(CHANGE, typed(world, rounding="half_even"))
    drafted = RegulationSet.objects.get(code="tt22-1")
    detail = browser.get(reverse("grades:regulation-detail", args=["tt22-1"]))
    assert "/force/" not in detail.content.decode()

    asked = {"digest": drafted.digest, "year": world.year.code}
    answer = browser.post(reverse("grades:comparison-start", args=["tt22-1"]), asked)
    run = RegulationComparison.objects.get()
    while work_on_comparison(run.pk):
        pass
    page = browser.get(answer.headers["Location"])
    assert typed_confirmation(drafted) in page.content.decode()

    shown = {"digest": drafted.digest, "looked_at": str(run.public_id)}
    force = reverse("grades:regulation-force", args=["tt22-1"])
    refused = browser.post(force, shown | {"confirmation": "yes"})
    assert refused.headers["Location"] == answer.headers["Location"]
    drafted.refresh_from_db()
    assert drafted.state == SetState.DRAFT
    browser.post(force, shown | {"confirmation": f"tt22-1 {world.year.code}"})
    follow_regulations()

    drafted.refresh_from_db()
    assert drafted.state == SetState.IN_FORCE
    assert set(MarkSheet.objects.values_list("regulation__code", flat=True)) == {"tt22-1"}


def test_a_set_for_a_year_to_come_is_compared_put_into_force_and_withdrawn(
    world: World, client_of: ClientOf
) -> None:
    """The way an administrator goes for a coming year, and back, page by page."""
    own = RegulationSetFactory(name="Bộ năm sau", from_year=next_year(world))
    detail = reverse("grades:regulation-detail", args=[own.code])
    force, withdraw = (
        reverse(f"grades:regulation-{step}", args=[own.code]) for step in ("force", "withdraw")
    )
    browser = client_of("department_admin")
    text = browser.get(detail).content.decode()
    assert "/force/" not in text and "/withdraw/" not in text
    assert f"Năm học {own.from_year} chưa có sổ điểm nào; {world.year} là năm học mới nhất" in text

    asked = {"digest": own.digest, "year": world.year.code}
    answer = browser.post(reverse("grades:comparison-start", args=[own.code]), asked)
    run = RegulationComparison.objects.get()
    while work_on_comparison(run.pk):
        pass
    text = browser.get(answer.headers["Location"]).content.decode()
    assert f"Đã đối chiếu trên năm học {world.year}" in text
    assert "/force/" in text and typed_confirmation(own) not in text
    browser.post(force, {"digest": own.digest, "looked_at": str(run.public_id)})
    own.refresh_from_db()
    assert own.state == SetState.IN_FORCE

    assert "/withdraw/" in browser.get(detail).content.decode()
    browser.post(withdraw, {"digest": own.digest, "reason": ""})
    own.refresh_from_db()
    assert own.state == SetState.IN_FORCE
    browser.post(withdraw, {"digest": own.digest, "reason": "Hội đồng chưa thống nhất"})
    page = browser.get(detail)
    assert page.context["standing"] == Standing.WITHDRAWN
    text = page.content.decode()
    assert "Hội đồng chưa thống nhất" in text
    assert "/withdraw/" not in text and "/compare/" not in text
    listed = browser.get(reverse("grades:regulation-list")).content.decode()
    assert "đã thu hồi" in listed


def test_without_any_sheet_the_page_says_so_and_offers_the_button(
    world: World, client_of: ClientOf
) -> None:
    MarkSheet.objects.all().delete()
    own = RegulationSetFactory(from_year=next_year(world))
    browser = client_of("department_admin")

    text = browser.get(reverse("grades:regulation-detail", args=[own.code])).content.decode()
    assert "Chưa năm học nào có sổ điểm nên không có gì để đối chiếu" in text
    assert "/force/" in text and "/compare/" not in text
    browser.post(reverse("grades:regulation-force", args=[own.code]), {"digest": own.digest})

    own.refresh_from_db()
    assert own.state == SetState.IN_FORCE


def test_the_page_names_the_set_that_would_govern_before_a_draft(
    world: World, client_of: ClientOf
) -> None:
    coming = next_year(world)
    RegulationSetFactory(name="Bộ có hiệu lực trước", in_force=True, from_year=coming)
    own = RegulationSetFactory(from_year=coming)

    page = client_of("department_admin").get(reverse("grades:regulation-detail", args=[own.code]))

    told = f"Không có bộ này thì “Bộ có hiệu lực trước” áp dụng cho năm học {coming}."
    assert told in page.content.decode()


# As settings, docs/regulations.md and the fact book abbreviate clauses, sources and points.
SHORT_CODE = re.compile(r"\b(?:Đ\d+|k\d+|[SRA]\d+[a-z]?|C2)\b|\[[CDU]\d?\]")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_shows_a_clause_or_a_source_as_a_code(
    world: World, client_of: ClientOf, run: RegulationComparison, language: str
) -> None:
    own = run.regulation
    browser = client_of("department_admin")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    addresses = [
        reverse("grades:regulation-detail", args=[own.code]),
        reverse("grades:regulation-change", args=[own.code]),
        address_of(run),
        address_of(run) + "?show=students",
    ]
    spelled = {"vi": "Thông tư 22/2021/TT-BGDĐT", "en": "Circular 22/2021/TT-BGDĐT"}[language]
    for address in addresses:
        [main] = re.findall(r"<main.*</main>", browser.get(address).content.decode(), re.DOTALL)
        text = re.sub(r"<[^>]*>", " ", main).replace("6A1", "")
        assert SHORT_CODE.findall(text) == [], address
        assert spelled in text


def test_a_setting_says_which_clause_which_value_and_who_decided_it(
    world: World, client_of: ClientOf
) -> None:
    decided = {"by": "Sở GDĐT", "number": "7/QĐ", "on": "2026-08-01"}
    own = RegulationSetFactory(decisions={"rounding": decided})
    address = reverse("grades:regulation-detail", args=[own.code])

    page = client_of("department_admin").get(address)

    text = " ".join(re.sub(r"<[^>]*>", " ", page.content.decode()).split())
    for row in (
        "Hệ số của điểm đánh giá thường xuyên? 1 đã xác nhận đã đọc điều luật "
        "Điểm b khoản 1 Điều 9 Thông tư 22/2021/TT-BGDĐT "
        "Nguồn: Thông tư 22/2021/TT-BGDĐT, khoản 1 Điều 9 (lawnet.vn)",
        "đã quyết định Quyết định số 7/QĐ, Sở GDĐT, ngày 01/08/2026",
        "chưa xác nhận thông tư không nói rõ hoặc chưa tìm được nguyên văn",
    ):
        assert row in text


@pytest.mark.parametrize("looked_at", ["", "no run", "\0"])
def test_a_refusal_without_a_comparison_returns_to_the_set(
    world: World, client_of: ClientOf, looked_at: str
) -> None:
    own = RegulationSetFactory()
    force = reverse("grades:regulation-force", args=[own.code])

    answer = client_of("department_admin").post(
        force, {"digest": own.digest, "looked_at": looked_at}
    )

    assert answer.headers["Location"] == reverse("grades:regulation-detail", args=[own.code])


COLUMNS_TAKEN = "đã mở với số cột khác: bộ này chỉ áp dụng được từ năm học sau."
ONLY_REFERENCE = "Chỉ để tham khảo: bộ này áp dụng từ năm học"
STALE = "Bộ có hiệu lực đã đổi sau lượt đối chiếu này. Hãy đối chiếu lại."


def test_a_draft_with_other_columns_than_open_sheets_says_so_and_offers_no_confirmation(
    world: World, client_of: ClientOf
) -> None:
    own = RegulationSetFactory(changes={"regular_many": 5})
    found = RegulationComparisonFactory(regulation=own, school_year=world.year, finished=True)
    browser = client_of("department_admin")
    addresses = (reverse("grades:regulation-detail", args=[own.code]), address_of(found))

    for address in addresses:
        text = browser.get(address).content.decode()
        assert COLUMNS_TAKEN in text
        assert "/force/" not in text

    MarkSheet.objects.all().delete()
    detail, page = (browser.get(address).content.decode() for address in addresses)
    assert COLUMNS_TAKEN not in detail + page
    assert typed_confirmation(own) in detail


def test_a_run_over_a_year_before_its_set_is_for_reference_only(
    world: World, client_of: ClientOf
) -> None:
    coming = RegulationSetFactory(from_year=next_year(world))
    starts_on = datetime.date(int(world.year.code[:4]) - 1, 9, 1)
    early = RegulationComparisonFactory(
        regulation=coming, school_year=SchoolYearFactory(starts_on=starts_on), finished=True
    )
    usual = RegulationComparisonFactory(finished=True)
    browser = client_of("department_admin")

    text = browser.get(address_of(early)).content.decode()
    assert f"{ONLY_REFERENCE} {coming.from_year}." in text
    assert "Sẽ khác" in text and "Kết quả của ai sẽ khác" in text
    assert "Sẽ đổi" not in text
    text = browser.get(address_of(usual)).content.decode()
    assert ONLY_REFERENCE not in text
    assert "Sẽ đổi" in text and "Sẽ khác" not in text


def test_a_run_compared_with_a_set_that_no_longer_governs_says_so(
    world: World, client_of: ClientOf
) -> None:
    draft = RegulationComparisonFactory(finished=True)
    browser = client_of("department_admin")
    assert STALE not in browser.get(address_of(draft)).content.decode()
    entered = RegulationComparisonFactory(regulation__in_force=True, finished=True)

    text = browser.get(address_of(draft)).content.decode()
    assert STALE in text and "/force/" not in text
    assert STALE not in browser.get(address_of(entered)).content.decode()


@pytest.fixture
def run(world: World) -> RegulationComparison:
    """A finished run that found one student in a school of each commune."""
    found = RegulationComparisonFactory(finished=True)
    for group in (world.class_group, world.foreign_class):
        ComparedResultFactory(
            comparison=found,
            enrolment=world.enrolments[group][0],
            subjects=[[world.subjects[0].pk, 64, 65]],
        )
    return found


def address_of(run: RegulationComparison) -> str:
    return reverse("grades:comparison-detail", args=[run.public_id])


def test_an_official_sees_codes_and_classes_and_no_names(
    world: World, client_of: ClientOf, run: RegulationComparison
) -> None:
    student = world.enrolments[world.class_group][0].student
    # The factories give the official a name from the same few.
    student.full_name = "Âu Dương Chỉ Một Lần"
    student.save()
    page = client_of("department_admin").get(address_of(run), {"show": "students"})

    text = page.content.decode()
    assert student.full_name not in text
    assert world.class_group.name in text
    assert "6,4 → 6,5" in text
    assert "Khá → Tốt" in text


def test_a_name_is_shown_to_an_official_who_works_at_the_school_too(
    world: World, client_of: ClientOf, run: RegulationComparison
) -> None:
    MembershipFactory(user=world.users["department_admin"], role=Role.CLERK, school=world.school)

    page = client_of("department_admin").get(address_of(run), {"show": "students"})

    names = {line.result.school_id: line.name for line in page.context["lines"]}
    student = world.enrolments[world.class_group][0].student
    assert names == {world.school.pk: student.full_name, world.foreign_school.pk: ""}


def test_students_of_one_school_can_be_listed_alone(
    world: World, client_of: ClientOf, run: RegulationComparison
) -> None:
    query = {"show": "students", "school": world.foreign_school.code}

    page = client_of("department_admin").get(address_of(run), query)

    assert [line.result.school for line in page.context["lines"]] == [world.foreign_school]


def test_the_spreadsheet_holds_the_same_rows_without_names(
    world: World, client_of: ClientOf, run: RegulationComparison
) -> None:
    answer = client_of("department_admin").get(address_of(run), {"export": "xlsx"})

    [titles, *rows] = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert len(rows) == 2
    for row in rows:
        line = dict(zip(titles, row, strict=True))
        assert line["Học sinh"] is None
        assert line["Lớp"] == "6A1"
        assert (line["Mức trước"], line["Mức sau"]) == ("Khá", "Tốt")
        assert line["Kết quả môn học"] == "Toán: 6,4 → 6,5"


def test_a_running_comparison_answers_its_own_fragment(world: World, client_of: ClientOf) -> None:
    waiting = RegulationComparisonFactory()
    browser = client_of("department_admin")
    asks = {"HX-Request": "true"}

    fragment = browser.get(address_of(waiting), headers=asks)
    assert "<html" not in fragment.content.decode()
    assert "comparison-progress" in fragment.content.decode()

    while work_on_comparison(waiting.pk):
        pass
    assert browser.get(address_of(waiting), headers=asks).headers["HX-Refresh"] == "true"


def test_the_pages_cost_the_same_however_many_rows_they_have(
    world: World, client_of: ClientOf, run: RegulationComparison
) -> None:
    browser = client_of("department_admin")
    draft = RegulationSetFactory()
    detail = reverse("grades:regulation-detail", args=[draft.code])
    for count in (1, 4):
        RegulationSetFactory.create_batch(count)
        RegulationComparisonFactory.create_batch(count, regulation=draft, finished=True)
        for enrolment in world.enrolments[world.classes[world.school][1]][count:][:count]:
            ComparedResultFactory(comparison=run, enrolment=enrolment)
        for key, url in {
            "regulation-list": reverse("grades:regulation-list"),
            "regulation-detail": detail,
            "regulation-change": CHANGE,
            "comparison-detail": address_of(run),
            "comparison-detail-students": address_of(run) + "?show=students",
        }.items():
            answer = ask_counted(browser, f"grades:{key}:department_admin", url)
            assert answer.status_code == 200


@pytest.mark.parametrize("code", ["\0", "a\0b", "' or 1=1", "x" * 51])
def test_what_can_be_no_code_is_refused(
    world: World, client_of: ClientOf, run: RegulationComparison, code: str
) -> None:
    browser = client_of("department_admin")
    for show in ({"show": "students"}, {"export": "xlsx"}):
        assert browser.get(address_of(run), show | {"school": code}).status_code == 400
    address = reverse("grades:comparison-start", args=[run.regulation.code])
    assert browser.post(address, {"year": code}).status_code == 400
