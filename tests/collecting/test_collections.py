"""A collection from its first question to its frozen results, and who may do what on the way."""

import datetime
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from eduportal import scoping
from eduportal.collecting.choices import CollectionState, ReturnState, StepKind
from eduportal.collecting.feeds import StatisticsFeed
from eduportal.collecting.models import (
    Collection,
    CollectionResult,
    CollectionStep,
    FormVersion,
    Return,
)
from eduportal.collecting.rules.form import Column, Form, stored
from eduportal.collecting.selectors.answered import sums_by_place
from eduportal.collecting.selectors.known import filled
from eduportal.collecting.selectors.overdue import OVERDUE
from eduportal.collecting.services import open_collection, remind_before
from eduportal.exchange.feeds.rows import row_problems
from eduportal.notices.models import Notice
from eduportal.todo.numbers import source_of
from tests import factories
from tests.factories.collecting import ASKED
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
ANSWERS = {
    "f1": "3", "f2": "5", "f3": "Có", "f5-0-0": "1", "f5-1-0": "2", "f5-0-1": "bàn",
    "f5-1-1": "ghế", "f8": "4",
}  # fmt: skip


def opened(world: World, **fields: Any) -> Collection:
    """Open to every school of the world, with the form of the factory."""
    schools = [school.pk for school in world.schools]
    made = factories.CollectionFactory(
        created_by=world.users["department_officer"], schools=schools, **fields
    )
    factories.FormVersionFactory(collection=made)
    open_collection(collection=made, shown=1, user=made.created_by)
    made.refresh_from_db()
    return made


def return_of(collection: Collection, school: object) -> Return:
    return Return.objects.get(collection=collection, of_school=school, is_newest=True)


def answer(client: Client, row: Return, do: str = "submit", **fields: Any) -> Any:
    row.refresh_from_db()
    form = ANSWERS | {"do": do, "shown": row.revision} | fields
    return client.post(reverse("collecting:answers", args=[row.public_id]), form)


def act(client: Client, thing: Collection | Return, do: str, **fields: Any) -> Any:
    thing.refresh_from_db()
    name = "act" if isinstance(thing, Collection) else "answers-act"
    url = reverse(f"collecting:{name}", args=[thing.public_id])
    return client.post(url, {"do": do, "shown": thing.revision, **fields})


def said(response: Any) -> list[str]:
    return [str(each) for each in response.wsgi_request._messages]


def test_an_officer_writes_a_form_and_is_not_let_ask_what_the_portal_knows(
    world: World, client_of: ClientOf
) -> None:
    client = client_of("department_officer")
    day = timezone.localdate()
    fields = {
        "title": "Thiết bị", "purpose": "Mua sắm", "audience": "schools", "approver": "asker",
        "as_of": day.isoformat(), "due_on": (day + datetime.timedelta(9)).isoformat(),
    }  # fmt: skip
    late = client.post(reverse("collecting:new"), fields | {"due_on": "2020-01-01"})
    assert late.status_code == 200 and not Collection.objects.exists()
    page = client.post(reverse("collecting:new"), fields)
    made = Collection.objects.get()
    assert page.url == reverse("collecting:form", args=[made.public_id])
    assert len(made.schools) == len(world.schools)

    def add(kind: str, **said: Any) -> Any:
        made.refresh_from_db()
        url = reverse("collecting:field-new", args=[made.public_id]) + f"?kind={kind}"
        return client.post(url, {"shown": made.revision, **said})

    known = {"label": "Số lớp của trường", "places": 0, "is_required": "on"}
    refused = add("number", **known)
    assert refused.status_code == 200 and "TK-01" in refused.content.decode()
    assert add("number", **known, reason="lớp ghép").status_code == 302
    assert add("number", label="Máy tính", places=0, least="x").status_code == 200
    assert add("choice", label="Mạng", choices="Có").status_code == 200
    add("choice", label="Mạng", choices="Có\nKhông", is_required="on")
    add("table", label="Bảng", columns="Số\nTên (text)", free_rows=3, places=0)
    add("figure", label="Số học sinh", figure="TK-02")
    form = FormVersion.objects.get().form
    assert [each.kind for each in form.fields] == ["number", "choice", "table", "figure"]
    assert [c.is_number for c in form.by_key["f3"].columns] == [True, False]
    assert form.by_key["f4"].counts_persons
    checks = reverse("collecting:check-new", args=[made.public_id])
    made.refresh_from_db()
    wrong = {"kind": "sum", "whole": "f2", "parts": ["f1"], "shown": made.revision}
    assert client.post(checks, wrong).status_code == 200
    client.post(checks, wrong | {"kind": "most", "whole": "f4"})
    assert len(FormVersion.objects.get().form.checks) == 1
    assert "≤" in client.get(page.url).content.decode()
    field = reverse("collecting:field", args=[made.public_id, "f2"])
    assert "Không" in client.get(field).content.decode()
    made.refresh_from_db()
    client.post(reverse("collecting:check-remove", args=[made.public_id, 0]),
                {"shown": made.revision})  # fmt: skip
    for do in ("up", "remove"):
        made.refresh_from_db()
        client.post(reverse("collecting:field-act", args=[made.public_id, "f4"]),
                    {"do": do, "shown": made.revision})  # fmt: skip
    assert [each.key for each in FormVersion.objects.get().form.fields] == ["f1", "f2", "f3"]
    made.refresh_from_db()
    change = reverse("collecting:change", args=[made.public_id])
    assert "Mua sắm" in client.get(change).content.decode()
    client.post(change, fields | {"title": "Thiết bị 9", "shown": made.revision})
    act(client, made, "open")
    made.refresh_from_db()
    assert (made.title, made.state) == ("Thiết bị 9", CollectionState.OPEN)
    assert Notice.objects.filter(kind="return_asked").count() >= 3
    assert (
        "Mua sắm"
        in client.get(reverse("collecting:new") + f"?copy={made.public_id}").content.decode()
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        FormVersion.objects.update(content={})


def test_a_school_answers_and_what_it_handed_in_never_changes(
    world: World, client_of: ClientOf
) -> None:
    collection = opened(world)
    row = return_of(collection, world.school)
    clerk, head = client_of("clerk"), client_of("head")
    url = reverse("collecting:answers", args=[row.public_id])
    assert row.begun_at is None
    assert ">2</strong>" in ask_counted(clerk, "collecting:answers", url).content.decode()
    # Everything that cannot be read is named, and nothing kept.
    wrong = answer(clerk, row, "save", f1="ba", f3="Có thể")
    assert wrong.status_code == 200 and len(wrong.context["problems"]) == 2
    row.refresh_from_db()
    assert row.answers == {} and "ba" in wrong.content.decode()
    pdf = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7 minh hoa")
    assert answer(clerk, row, "save", f7=pdf).status_code == 302
    row.refresh_from_db()
    assert row.answers["f2"] == "5" and row.answers["f7"] == "bien-ban.pdf"
    assert answer(clerk, row).status_code == 403
    file = head.get(reverse("collecting:file", args=[row.public_id, "f7"]))
    assert file.content.startswith(b"%PDF") and "attachment" in file["Content-Disposition"]
    exe = SimpleUploadedFile("bien-ban.pdf", b"MZ")
    assert answer(head, row, f7=exe).status_code == 200
    # Checks between answers hold before it is handed in.
    assert answer(head, row, f1="6").context["problems"][0][0].key == "f1"
    assert answer(head, row, f3="Không").context["problems"][0][0].key == "f4"
    assert answer(head, row, shown=1).status_code == 200
    assert answer(head, row).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.answers["f6"]) == (ReturnState.SUBMITTED, "2")
    assert not Notice.objects.filter(key=str(row.public_id)).exists()
    for change in ({"answers": {}}, {"state": "draft"}, {"reason": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Return.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.files.update(name="khac.pdf")
    assert answer(head, row, f2="9").status_code == 200
    row.refresh_from_db()
    assert row.answers["f2"] == "5"
    # A correction is the next version, with its reason; the first counts until then.
    act(head, row, "correct")
    assert Return.objects.filter(collection=collection, of_school=world.school).count() == 1
    act(head, row, "correct", reason="Đếm sót")
    second = return_of(collection, world.school)
    assert (second.number, second.answers["f2"], second.files.count()) == (2, "5", 1)
    answer(head, second, f2="9")
    second.refresh_from_db()
    assert (second.state, second.answers["f2"]) == (ReturnState.SUBMITTED, "9")
    assert (
        "Đếm sót"
        in head.get(reverse("collecting:answers", args=[second.public_id])).content.decode()
    )


def test_a_spreadsheet_goes_out_and_comes_back(world: World, client_of: ClientOf) -> None:
    row = return_of(opened(world), world.school)
    clerk = client_of("clerk")
    book = load_workbook(
        BytesIO(clerk.get(reverse("collecting:sheet", args=[row.public_id])).content)
    )
    first, table = book.worksheets
    lines = {line[0].value: line for line in first.iter_rows(min_row=5)}
    assert lines["f6"][3].value == 2 and table.title == "f5"
    for key, value in {"f1": 3, "f2": "1.005", "f3": "có", "f8": 0}.items():
        lines[key][3].value = value
    table["B5"], table["C5"], table["B6"], table["C6"] = 4, "bàn", 5, "ghế"

    def bring() -> Any:
        row.refresh_from_db()
        file = BytesIO()
        book.save(file)
        upload = SimpleUploadedFile("tra-loi.xlsx", file.getvalue())
        url = reverse("collecting:bring", args=[row.public_id])
        return clerk.post(url, {"file": upload, "shown": row.revision})

    lines["f1"][3].value, table["B6"] = "ba", 2.5
    told = said(bring())
    place = lines["f1"][3].coordinate
    assert len(told) == 2 and any(text.startswith(f"{place}:") for text in told)
    assert any("f5!B6" in text for text in told)
    row.refresh_from_db()
    assert row.answers == {}
    lines["f1"][3].value, table["B6"] = 3, 5
    bring()
    row.refresh_from_db()
    assert row.answers == {
        "f1": "3", "f2": "1005", "f3": "Có", "f5": [["4", "bàn"], ["5", "ghế"]], "f8": "0",
    }  # fmt: skip
    first["B3"] = "khac"
    assert len(said(bring())) == 4
    url = reverse("collecting:bring", args=[row.public_id])
    assert said(clerk.post(url, {"shown": 1}))


def test_the_office_reminds_decides_and_freezes(world: World, client_of: ClientOf) -> None:
    collection = opened(world, is_personal=True, due_on=timezone.localdate())
    head, officer = client_of("head"), client_of("department_officer")
    row = return_of(collection, world.school)
    act(officer, collection, "remind")
    assert Notice.objects.filter(kind="return_remind").exists()
    # By itself, once for each last day.
    told = Notice.objects.filter(kind="return_remind").count()
    assert remind_before(collection.due_on) == told
    assert remind_before(collection.due_on) == 0
    assert remind_before(collection.due_on - datetime.timedelta(9)) == 0
    answer(head, row)
    url = reverse("collecting:collection", args=[collection.public_id])
    page = ask_counted(officer, "collecting:collection", url)
    assert (page.context["open"], page.context["late"]) == (len(world.schools) - 1, 0)
    Collection.objects.filter(pk=collection.pk).update(
        due_on=timezone.localdate() - datetime.timedelta(1)
    )
    assert officer.get(url).context["late"] == len(world.schools) - 1
    assert officer.get(url + "?status=submitted").context["lines"][0][0].row == row
    listed = ask_counted(officer, "collecting:list", reverse("collecting:list"))
    assert f"quá hạn: {len(world.schools) - 1}" in listed.content.decode()
    # What is overdue is a number that tasks are made from.
    assert f"code={OVERDUE}" in listed.content.decode()
    left = source_of(OVERDUE)
    assert left is not None and set(left.left(OVERDUE, world.term)) == {
        school.pk for school in world.schools[1:]
    }
    asking = officer.get(reverse("todo:new") + f"?code={OVERDUE}").content.decode()
    assert left.name(OVERDUE) in asking
    assert left.address(OVERDUE, world.school, None) == reverse("collecting:asked")
    act(officer, collection, "extend", **{"extend-due_on": "2026-01-01", "extend-reason": "x"})
    act(officer, collection, "extend", **{"extend-due_on": "2027-01-31", "extend-reason": "mưa lũ"})
    collection.refresh_from_db()
    assert collection.due_on == datetime.date(2027, 1, 31)
    # Whoever looks at answers about persons says why, and that is written down.
    shown = reverse("collecting:answers", args=[row.public_id])
    assert officer.get(shown).context["questions"] == []
    file = reverse("collecting:sheet", args=[row.public_id])
    assert officer.get(file).status_code == 403
    act(officer, row, "look")
    assert officer.get(shown).context["is_closed"]
    act(officer, row, "look", reason="kiểm tra số máy")
    assert len(officer.get(shown).context["questions"]) == 8
    assert officer.get(file).status_code == 200
    seen = CollectionStep.objects.get(kind=StepKind.SEEN)
    assert (seen.by, seen.of_return) == (world.users["department_officer"], row)
    act(officer, row, "send_back")
    act(officer, row, "send_back", reason="thiếu biên bản")
    row.refresh_from_db()
    assert row.state == ReturnState.SENT_BACK
    results = reverse("collecting:results", args=[collection.public_id])
    assert officer.get(results).context["results"].returns == 0
    second = return_of(collection, world.school)
    assert Notice.objects.filter(kind="return_back", key=str(second.public_id)).exists()
    answer(head, second)
    act(officer, second, "approve")
    second.refresh_from_db()
    assert second.state == ReturnState.APPROVED
    act(head, second, "correct", reason="muộn")
    assert return_of(collection, world.school) == second
    act(officer, collection, "close")
    collection.refresh_from_db()
    assert collection.state == CollectionState.OPEN
    act(officer, collection, "close", **{"close-reason": "hết hạn"})
    collection.refresh_from_db()
    assert collection.state == CollectionState.CLOSED
    other = return_of(collection, world.neighbour_school)
    client = client_of("other_teacher")
    assert client.get(reverse("collecting:answers", args=[other.public_id])).status_code == 404
    # The one who asked opens one answer again; what is frozen changes when it is frozen anew.
    act(officer, second, "reopen", reason="nhập nhầm")
    third = return_of(collection, world.school)
    answer(head, third, f2="50")
    assert officer.get(results).context["results"].lines[1].whole.text == "5"
    act(officer, collection, "close", **{"close-reason": "sau khi mở lại"})
    assert officer.get(results).context["results"].lines[1].whole.text == "50"
    with pytest.raises(DatabaseError), transaction.atomic():
        CollectionResult.objects.update(lines=[])


def test_results_add_up_by_commune_hide_small_numbers_and_go_out_as_files(
    world: World, client_of: ClientOf
) -> None:
    collection = opened(world)
    for number, school in enumerate(world.schools):
        row = return_of(collection, school)
        answers = {"f1": "1", "f2": str(number + 1), "f3": "Có", "f8": "1" if number else "40"}
        Return.objects.filter(pk=row.pk).update(
            answers=answers, state=ReturnState.SUBMITTED, submitted_at=timezone.now()
        )
    officer = client_of("department_officer")
    url = reverse("collecting:results", args=[collection.public_id])
    page = ask_counted(officer, "collecting:results", url)
    shown = {line.amount.key: line for line in page.context["results"].lines}
    assert shown["f2"].whole.text == "10"
    assert [cell.text for cell in shown["f2"].places] == ["3", "7"]
    # 2 persons in one commune: hidden, and so is the other, from which they would follow.
    assert [cell.text for cell in shown["f8"].places] == ["ẩn", "ẩn"]
    assert shown["f8"].whole.text == "43"
    sheet = load_workbook(BytesIO(officer.get(url + "?export=xlsx").content)).active
    cells = [[cell for cell in line if cell is not None] for line in sheet.values]
    assert cells[0] == [collection.title, collection.purpose]
    assert "ẩn" in [line for line in cells if line[:1] == ["Học sinh khó khăn"]][0]
    assert "ẩn" in officer.get(url + "?export=csv").content.decode()
    # The commune's officer sees the own schools alone, and decides nothing about them.
    commune = client_of("commune_officer")
    page = commune.get(url)
    assert page.context["results"].returns == 2
    row = return_of(collection, world.school)
    assert act(commune, row, "approve").status_code == 403
    assert act(commune, collection, "close").status_code == 403
    act(officer, collection, "approve_all", until=timezone.now().isoformat())
    assert set(Return.objects.values_list("state", flat=True)) == {ReturnState.APPROVED}
    assert act(officer, collection, "approve_all", until="x").status_code == 400


def test_the_next_version_of_a_form_is_for_those_who_have_not_handed_in(
    world: World, client_of: ClientOf
) -> None:
    collection = opened(world)
    officer, head = client_of("department_officer"), client_of("head")
    row = return_of(collection, world.school)
    answer(head, row)
    act(officer, collection, "begin_version")
    collection.refresh_from_db()
    client = officer
    url = reverse("collecting:field-new", args=[collection.public_id]) + "?kind=text"
    client.post(url, {"label": "Thêm", "shown": collection.revision})
    act(officer, collection, "open_version", **{"version-reason": "thiếu một ô"})
    row.refresh_from_db()
    other = return_of(collection, world.neighbour_school)
    assert (row.version.number, other.version.number) == (1, 2)
    assert other.version.form.fields[-1].label == "Thêm"
    assert stored(row.version.form) == stored(ASKED)
    # Handed in to the first version, it is added up as the second asks: without a changed table.
    table = next(each for each in ASKED.fields if each.kind == "table")
    changed = Form(tuple(
        replace(each, rows=each.rows[::-1], columns=(*each.columns, Column("Mới")))
        if each.key == table.key else each
        for each in ASKED.fields
    ))  # fmt: skip
    (before,), (after,) = (sums_by_place([row], form).values() for form in (ASKED, changed))
    of_table = {key for key in before.sums if key.startswith(f"{table.key}:")}
    assert of_table and before.sums.keys() - after.sums.keys() == of_table


def test_a_commune_asks_its_schools_and_its_office_is_asked(
    world: World, client_of: ClientOf
) -> None:
    commune = client_of("commune_officer")
    unit = world.communes[0]
    fields = {
        "title": "Nhà vệ sinh", "purpose": "Sửa chữa", "as_of": "2026-11-30",
        "due_on": "2026-12-30",
    }  # fmt: skip
    commune.post(reverse("collecting:new"), fields)
    made = Collection.objects.get()
    assert (made.unit, len(made.schools)) == (unit, 2)
    asked = opened(world, audience="communes")
    row = Return.objects.get(collection=asked, unit=unit)
    assert sorted(row.schools) == sorted(school.pk for school in world.schools[:2])
    assert row.collection.title in commune.get(reverse("collecting:list")).content.decode()
    assert answer(commune, row).status_code == 302
    row.refresh_from_db()
    # Two classes in each of the two schools.
    assert (row.state, row.answers["f6"]) == (ReturnState.SUBMITTED, "4")
    foreign = Return.objects.get(collection=asked, unit=world.communes[1])
    url = reverse("collecting:answers", args=[foreign.public_id])
    assert commune.get(url).status_code == 404
    assert (
        client_of("head").get(reverse("collecting:answers", args=[row.public_id])).status_code
        == 404
    )


def test_rows_are_seen_by_whom_they_are_about(world: World) -> None:
    collection = opened(world)
    draft = factories.CollectionFactory(schools=[])
    factories.CollectionResultFactory(collection=collection)
    with scoping.schools([world.school.pk]):
        assert list(Collection.objects.all()) == [collection]
        assert [row.of_school for row in Return.objects.all()] == [world.school]
        assert not CollectionResult.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            Collection.objects.update(title="khác")
    with scoping.schools([school.pk for school in world.schools]):
        assert CollectionResult.objects.count() == 1
    assert draft in Collection.objects.all()


def test_a_statistical_return_is_filled_by_the_register(world: World, client_of: ClientOf) -> None:
    officer = client_of("department_officer")
    url = reverse("collecting:new") + "?statistics=start&stage=03"
    page = officer.get(url)
    assert "03.ĐN-THCS" in page.content.decode() and "2026-10-31" in page.content.decode()
    made_of = page.context["form"].initial
    fields = {
        "title": made_of["title"], "purpose": made_of["purpose"], "audience": "schools",
        "approver": "asker", "as_of": "2026-12-01", "due_on": "2026-12-31", "stages": ["03"],
    }  # fmt: skip
    officer.post(url, fields)
    made = Collection.objects.get()
    act(officer, made, "open")
    row = return_of(made, world.school)
    head = client_of("head")
    form = row.version.form
    right = next(each for each in form.fields if each.kind == "choice")
    row.refresh_from_db()
    sent = {"do": "submit", "shown": row.revision, right.key: right.choices[0]}
    assert head.post(reverse("collecting:answers", args=[row.public_id]), sent).status_code == 302
    row.refresh_from_db()
    by_code = {field.figure: row.answers.get(field.key) for field in form.figures}
    students = sum(len(world.enrolments[group]) for group in world.classes[world.school])
    assert by_code["TK-C03"] == "2" and by_code["TK-D03"] == str(students)
    assert by_code["TK-L06"] == "2" and by_code["TK-L07"] == "0"
    # Approved, it travels up: a line a question, as it was answered.
    feed = StatisticsFeed()
    assert feed.drafts(world.school, "statistics.1") == []
    act(officer, row, "approve")
    [draft] = feed.drafts(world.school, "statistics.1")
    assert not row_problems(1, draft.lines[0], feed.columns("statistics.1"))
    assert {line[4]: line[5] for line in draft.lines}["TK-C03"] == "2"
    # Nobody has counted the rooms: that is not 0.
    assert by_code["TK-04"] is None
    marks = filled(["TD-04"], [world.school.pk], timezone.localdate())
    assert marks[world.school.pk]["TD-04"] == "0"
    for period in ("middle", "end"):
        found = officer.get(reverse("collecting:new") + f"?statistics={period}&stage=02")
        assert found.context["form"].initial["due_on"] is None
