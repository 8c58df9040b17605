"""What the Ministry holds is what the ledger says: each change once, whatever the way does."""

import pytest
from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from eduportal.exchange.models import MinistryRecord
from eduportal.exchange.services import (
    receive_bundle,
    report,
    send_everything_again,
    send_refused_again,
)
from schools.models import School
from tests.exchange import line as lines
from tests.exchange.conftest import Sender
from tests.exchange.line import Line
from tests.exchange.ministry_side import (
    Front,
    class_list,
    conserved,
    corrected,
    front,
    front_process,
    let_wait_end,
    marks,
    on_list,
    records,
    row,
    school_known,
    seal,
    sealed,
    uid,
)
from tests.factories import SchoolFactory

__all__ = ["front", "front_process"]
pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


@pytest.fixture
def known(front: Front) -> School:
    """A school whose register and one class's term have been taken in above."""
    school = SchoolFactory()
    school_known(school, "6A1", "6A2")
    sealed(school, 1, 2, 3)
    report()
    return school


def stand(kind: str) -> list[tuple[str, int, str]]:
    return [(each.event, each.version, each.state) for each in records(kind)]


def test_a_results_row_a_student_and_a_mark_a_scored_subject(known: School, front: Front) -> None:
    assert stand("result") == [("NEW", 1, "accepted")] * 3
    held = front.held("KetQuaHocTapTHCSTHPTTX").values()
    [first] = [each for each in held if each["MaHocSinh"] == "2500000001"]
    assert {name: first[name] for name in ("MaHocLuc", "MaHanhKiem", "HocKy", "MaLop")} == {
        "MaHocLuc": "2",
        "MaHanhKiem": "1",
        "HocKy": "1",
        "MaLop": "6A1",
    }
    assert (first["DiemTongKet"], first["SoNgayNghi"], first["MaNhomCapHoc"]) == (8.0, 2, "03")
    found = front.held("KetQuaHocTapTHCSTHPTTX_DiemMon").values()
    assert [(each["MaMonHoc"], each["Diem"]) for each in found] == [("TOC", 8.0)] * 3
    assert {each["KeyCha"] for each in found} == {str(each.record_id) for each in records("result")}
    assert conserved(front)


def test_parents_go_before_their_children(known: School, front: Front) -> None:
    held = front.held()
    order = [held[key]["Bang"] for key, _version in front.processed()]
    assert order == sorted(order, key=list(dict.fromkeys(order)).index)
    assert list(dict.fromkeys(order)) == [
        "ThongTinDiemTruongChinh",
        "ThongTinLopHocTHCSTHPT",
        "KetQuaHocTapTHCSTHPTTX",
        "KetQuaHocTapTHCSTHPTTX_DiemMon",
    ]


def test_what_says_the_same_raises_nothing(known: School, front: Front) -> None:
    before = front.processed()
    corrected(known, [row(number) for number in (1, 2, 3)])
    assert report() == 0
    assert front.processed() == before
    assert stand("result") == [("NEW", 1, "accepted")] * 3


def test_a_correction_is_the_next_version_of_what_changed_alone(
    known: School, front: Front
) -> None:
    corrected(known, [row(1), row(2, cells=marks(95)), row(3)])
    assert report() == 2
    assert sorted(stand("result")) == [("NEW", 1, "accepted")] * 2 + [("UPDATE", 2, "accepted")]
    assert sorted(stand("mark")) == [("NEW", 1, "accepted")] * 2 + [("UPDATE", 2, "accepted")]
    assert conserved(front)


def test_who_leaves_the_package_is_cancelled_children_first_and_comes_back_higher(
    known: School, front: Front
) -> None:
    corrected(known, [row(1), row(2)])
    assert report() == 2
    held = front.held()
    gone = [held[key]["Bang"] for key, _version in front.processed()[-2:]]
    assert gone == ["KetQuaHocTapTHCSTHPTTX_DiemMon", "KetQuaHocTapTHCSTHPTTX"]
    assert ("CANCEL", 2, "accepted") in stand("result")
    assert conserved(front)
    corrected(known, [row(1), row(2), row(3)])
    assert report() == 2
    assert ("UPDATE", 3, "accepted") in stand("result")
    assert conserved(front)


def test_a_withdrawal_cancels_everything_of_the_class(known: School, front: Front) -> None:
    corrected(known, [])
    assert report() == 6
    assert {each["SuKien"] for each in front.held("KetQuaHocTapTHCSTHPTTX").values()} == {"CANCEL"}
    assert {each["SuKien"] for each in front.held("ThongTinLopHocTHCSTHPT").values()} == {"NEW"}
    assert conserved(front)


def test_a_student_held_elsewhere_counts_once_and_moves_when_the_other_line_goes(
    known: School, front: Front
) -> None:
    school_known(other := SchoolFactory(), "6A1")
    sealed(other, 3, 4)
    report()
    ours = [each for each in records("result") if str(each.person) == uid(3)]
    assert [each.content["MaTruong"] for each in ours] == [known.code]
    assert conserved(front)
    corrected(known, [row(1), row(2)])
    report()
    [moved] = [each for each in records("result") if str(each.person) == uid(3)]
    assert (moved.event, moved.content["MaTruong"]) == ("UPDATE", other.code)
    assert moved.version in (2, 3)
    assert conserved(front)


def test_what_a_node_below_sends_becomes_records_as_well(front: Front, sender: Sender) -> None:
    # Its register, as if the Department still hosted it.
    School.objects.filter(pk=sender.school.pk).update(node="")
    school_known(School.objects.get(pk=sender.school.pk), "6A1")
    School.objects.filter(pk=sender.school.pk).update(node=sender.peer.code)
    receive_bundle(peer=sender.peer, items=[sender.seal([row(7), row(8)])])
    report()
    assert [each.state for each in records("result")] == ["accepted"] * 2
    assert conserved(front)


def test_a_lost_reply_changes_nothing_when_the_same_version_goes_again(
    known: School, front: Front, settings: Settings
) -> None:
    corrected(known, [row(1), row(2, cells=marks(95)), row(3)])
    with Line(front.port) as line:
        settings.EDUPORTAL_CSDL_URL = line.address
        line.faults = [lines.cut_reply]
        assert report() == 0
        assert ("UPDATE", 2, "waiting") in stand("result")
        assert "no_answer" in {each.last_error.partition(":")[0] for each in records("result")}
        let_wait_end()
        assert report() == 2
    assert len(front.processed()) == len(set(front.processed()))
    assert ("UPDATE", 2, "accepted") in stand("result")
    assert conserved(front)


@pytest.mark.parametrize(
    "fault",
    [lines.cut_answer, lines.cut_request, lines.repeat, lines.sign_in_page, lines.busy],
    ids=lambda fault: str(fault.__name__),
)
def test_a_bad_line_loses_and_doubles_nothing(
    known: School, front: Front, settings: Settings, fault: lines.Fault
) -> None:
    corrected(known, [row(1, cells=marks(40)), row(2, cells=marks(95))])
    with Line(front.port) as line:
        settings.EDUPORTAL_CSDL_URL = line.address
        line.faults = [fault, fault]
        for _attempt in range(4):
            report()
            let_wait_end()
    assert {each.state for each in records("result")} == {"accepted"}
    assert len(front.processed()) == len(set(front.processed()))
    assert conserved(front)


def test_what_changed_before_it_was_heard_of_still_counts_last(
    known: School, front: Front, settings: Settings
) -> None:
    sealed(known, 5, unit="6A2")
    with Line(front.port) as line:
        settings.EDUPORTAL_CSDL_URL = line.address
        line.faults = [lines.cut_reply]
        report()
        corrected(known, [row(5, cells=marks(30))], unit="6A2")
        let_wait_end()
        report()
        let_wait_end()
        report()
    assert conserved(front)


def test_a_record_gone_before_it_was_ever_sent_is_not_sent(front: Front) -> None:
    school = SchoolFactory()
    school_known(school, "6A1")
    sealed(school, 1, 2)
    front.answers_first("10")
    report()
    corrected(school, [row(1)])
    report()
    assert ("CANCEL", 2, "void") in stand("result")
    assert not [each for each in front.held().values() if each["SuKien"] == "CANCEL"]


def test_what_is_under_way_above_is_not_called_accepted(front: Front) -> None:
    school = SchoolFactory()
    school_known(school, "6A1")
    front.answers_first("0", "2", "11")
    report()
    assert stand("school") == [("NEW", 1, "under_way")]
    assert stand("class") == [("NEW", 1, "waiting")]
    for _step in range(5):
        let_wait_end()
        report()
    assert stand("school") == [("NEW", 1, "accepted")]
    let_wait_end()
    report()
    assert front.processed()[0] == (str(records("school")[0].record_id), 1)


def test_a_wrong_password_lets_everything_wait_and_a_right_one_go(
    front: Front, settings: Settings
) -> None:
    school_known(SchoolFactory(), "6A1")
    right = settings.EDUPORTAL_CSDL_TOKEN_FILE
    settings.EDUPORTAL_CSDL_TOKEN_FILE = ""
    assert report() == 0
    [record] = records("school")
    assert (record.state, record.last_error[:12]) == ("waiting", "refused: 401")
    settings.EDUPORTAL_CSDL_TOKEN_FILE = right
    let_wait_end()
    assert report() == 2


def test_a_restored_department_goes_on_above_the_number_the_ministry_holds(
    known: School, front: Front
) -> None:
    corrected(known, [row(1), row(2, cells=marks(95)), row(3)])
    report()
    older = front.held()
    for each in older.values():
        each["PhienBan"] = 9
    front.restore(older)
    corrected(known, [row(1), row(2, cells=marks(20)), row(3)])
    report()
    assert ("UPDATE", 10, "accepted") in stand("result")
    assert conserved(front)


def test_the_same_number_given_to_something_else_is_not_taken_for_ours(
    known: School, front: Front
) -> None:
    """The other side holds version 2 with other marks: from before this database was restored."""
    held = front.held()
    [result] = [each for each in records("result") if str(each.person) == uid(2)]
    held[str(result.record_id)] |= {"PhienBan": 2, "DiemTongKet": 1.0}
    front.restore(held)
    corrected(known, [row(1), row(2, cells=marks(95)), row(3)])
    report()
    [result] = [each for each in records("result") if str(each.person) == uid(2)]
    assert (result.event, result.version, result.state) == ("UPDATE", 3, "accepted")
    assert front.held()[str(result.record_id)]["DiemTongKet"] == 9.5


def test_a_restored_ministry_gets_everything_again(known: School, front: Front) -> None:
    front.restore({})
    send_everything_again()
    report()
    assert conserved(front)
    before = front.processed()
    send_everything_again()
    report()
    assert front.processed() == before


def test_a_refused_record_waits_for_a_person(known: School, front: Front) -> None:
    gone = records("class")[0]
    front.restore({key: each for key, each in front.held().items() if key != str(gone.record_id)})
    corrected(known, [row(1), row(2, cells=marks(95)), row(3)])
    report()
    [result] = [each for each in records("result") if each.state == "refused"]
    assert (result.theirs, result.last_error) == ("7", "Chưa có bản ghi cha")
    MinistryRecord.objects.filter(pk=gone.pk).update(state="waiting", not_before=Now())
    report()
    assert send_refused_again() == 1
    report()
    let_wait_end()
    report()
    assert {each.state for each in records("result")} == {"accepted"}


def test_a_record_the_other_side_chokes_on_keeps_no_other_one(known: School, front: Front) -> None:
    [culprit, *_others] = records("result")
    front.chokes_on(str(culprit.record_id))
    corrected(known, [row(number, cells=marks(95)) for number in (1, 2, 3)])
    for _run in range(12):
        report()
        let_wait_end()
    stands = {each.pk: each.state for each in records("result")}
    assert stands.pop(culprit.pk) == "refused"
    assert set(stands.values()) == {"accepted"}
    assert MinistryRecord.objects.get(pk=culprit.pk).last_error.startswith("refused: 400")


def test_nothing_is_made_where_no_address_is_set(front: Front, settings: Settings) -> None:
    settings.EDUPORTAL_CSDL_URL = ""
    school_known(SchoolFactory(), "6A1")
    assert report() == 0
    assert not MinistryRecord.objects.exists()


def test_a_student_list_waits_for_columns_the_portal_does_not_keep(
    known: School, front: Front
) -> None:
    class_list(known, "6A1", on_list(1), on_list(2, number=""))
    report()
    blocked = records("student")
    assert {each.state for each in blocked} == {"blocked"}
    [without] = [each for each in blocked if str(each.person) == uid(2)]
    named = {(each["field"], each["code"]) for each in without.problems}
    assert {("SoDinhDanh", "missing"), ("ChieuCao", "not_kept")} <= named
    assert not front.held("ThongTinHocSinh")
    assert conserved(front)


def test_a_subject_without_a_code_is_named_and_sent_once_it_has_one(
    known: School, front: Front
) -> None:
    layout = [["khtn", "scored", 2, 0]]
    cells = [70, 70, 70, 70, 70]
    about = {"programme": "gdpt-2018", "grade": 6}
    rules = known.packages.filter(feed="term").latest("pk").rules
    place = {"year": "2026-2027", "period": "hk1", "unit": "6A2", "unit_name": "6A2"}
    named = {"about": about, "layout": layout, "rules": rules}
    seal(known, "term", [row(6, cells=cells)], **named, **place)
    report()
    [mark] = [each for each in records("mark") if str(each.person) == uid(6)]
    assert mark.state == "blocked"
    assert mark.problems == [{"field": "MaMonHoc", "code": "unknown_code", "value": "khtn"}]


def test_the_results_of_the_year_go_as_the_third_term_with_title_and_promotion(
    known: School, front: Front
) -> None:
    line = [*row(1)[:7], [85, 201], [4, None, 4, 2, 1, 3]]
    place = {"year": "2026-2027", "period": "year", "unit": "6A1", "unit_name": "6A1"}
    named = {"about": {"programme": "gdpt-2018", "grade": 6}}
    seal(
        known, "year", [line], layout=[["toan", "scored"], ["gdtc", "commented"]], **named, **place
    )
    report()
    [year] = [
        each for each in front.held("KetQuaHocTapTHCSTHPTTX").values() if each["HocKy"] == "3"
    ]
    assert {name: year[name] for name in ("MaHocLuc", "MaDanhHieu", "CoLenLop", "SoNgayNghi")} == {
        "MaHocLuc": "1",
        "MaDanhHieu": "2",
        "CoLenLop": 1,
        "SoNgayNghi": 3,
    }
    assert year["DiemTongKet"] == 8.5
    assert conserved(front)


def test_an_exemption_and_a_result_by_comment_stay_here(known: School, front: Front) -> None:
    exempt = [None, None, None, None, 211, 201, 201, 201, 201, 201]
    sealed(known, 8, unit="6A2")
    corrected(known, [row(8, cells=exempt)], unit="6A2")
    report()
    of_student = [each for each in records("mark") if str(each.person) == uid(8)]
    assert [(each.event, each.state) for each in of_student] == []
    [result] = [each for each in records("result") if str(each.person) == uid(8)]
    assert (result.state, result.problems) == (
        "blocked",
        [{"field": "DiemTongKet", "code": "missing", "value": ""}],
    )
    assert conserved(front)
