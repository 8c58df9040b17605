"""Delimited text in the encodings and dialects that reach a school office."""

import pytest

from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.problems import UnreadableWorkbook
from tests.workbooks.opened import opened

TABLE = [["STT", "Họ tên", "Điểm"], ["1", "Đặng Thị Ơn", "7,5"], ["2", "Lê Ân", "10"]]


def text(delimiter=";"):
    return "\r\n".join(delimiter.join(row) for row in TABLE) + "\r\n"


def rows(content, name="diem.csv"):
    return list(opened(content, name).sheets[0].rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_encoding_and_delimiter_are_found_out(encoding, delimiter):
    assert rows(text(delimiter).encode(encoding)) == list(enumerate(TABLE, 1))


def test_the_old_vietnamese_encoding_is_the_last_resort():
    # Windows-1258 writes a tone as a sign of its own after the letter.
    content = b"STT;Ho\xf2 t\xean;\xd0i\xea\xd2m\r\n1;L\xea \xc2n;9\r\n"
    ((_, titles), (_, values)) = rows(content)
    assert titles == ["STT", "Họ tên", "Điểm"]
    assert values == ["1", "Lê Ân", "9"]


def test_commas_delimit_when_texts_with_commas_are_quoted():
    assert rows('STT,Họ tên,Điểm\n1,"Ân, Lê","7,5"\n'.encode())[1] == (2, ["1", "Ân, Lê", "7,5"])


def test_decimal_commas_do_not_pass_for_delimiters():
    lines = ["Họ tên;TX1;TX2;GK", "A;7,5;8,25;9,5", "B;7,5;8,0;9,5", "C;7,5;8,5;9,0"]
    assert rows("\n".join(lines).encode())[1] == (2, ["A", "7,5", "8,25", "9,5"])


def test_title_lines_without_delimiters_do_not_confuse():
    content = "SỞ GIÁO DỤC, ĐÀO TẠO\nDANH SÁCH\n\nSTT;Họ tên\n1;Ân\n2;Bình\n3;Chi\n"
    assert rows(content.encode())[2:] == [
        (4, ["STT", "Họ tên"]),
        (5, ["1", "Ân"]),
        (6, ["2", "Bình"]),
        (7, ["3", "Chi"]),
    ]


def test_a_line_that_names_the_delimiter_is_no_row_as_in_excel():
    assert rows(b"sep=;\r\na;b,c\r\n") == [(1, ["a", "b,c"])]


def test_a_line_break_inside_a_quoted_cell_does_not_shift_the_rows():
    assert rows(b'a;"b\nc"\nd;e\n') == [(1, ["a", "b\nc"]), (2, ["d", "e"])]


def test_a_code_guarded_as_a_text_formula_keeps_its_zeros():
    assert rows(b'="080166371539";x\n') == [(1, ["080166371539", "x"])]


def test_a_quotation_mark_never_closed_is_refused_with_its_line():
    content = 'Họ tên;Lớp\n"Ân;10A1\nBình;10A1\n'.encode()
    with pytest.raises(UnreadableWorkbook) as caught:
        opened(content, "lop.csv")
    assert caught.value.code == "open_quote"
    assert caught.value.params["filename"] == "lop.csv"


def test_a_quotation_mark_within_a_text_is_a_letter_like_others():
    assert rows('Nguyễn "Tí" Ân;10A1\n'.encode()) == [(1, ['Nguyễn "Tí" Ân', "10A1"])]


def test_bytes_that_are_text_in_no_known_encoding_are_refused():
    with pytest.raises(UnreadableWorkbook) as caught:
        opened(b"\xff\xfeH\xd8\x00\x00\x01", "a.csv")
    assert caught.value.code in ("unknown_encoding", "not_a_spreadsheet")
    with pytest.raises(UnreadableWorkbook) as caught:
        opened(b"a;b\n\xd2\x8a\x9d;c\n", "a.csv")
    assert caught.value.code == "unknown_encoding"


def test_too_many_rows_or_columns_stop_the_reading():
    for content, limits in [
        (b"a\n" * 11, Limits(max_rows=10)),
        (b",".join([b"a"] * 11), Limits(max_columns=10)),
    ]:
        with pytest.raises(UnreadableWorkbook) as caught:
            opened(content, "a.csv", limits)
        assert caught.value.code in ("too_many_rows", "too_many_columns")


def test_the_sheet_of_a_csv_is_called_like_its_file_as_in_excel():
    assert opened(b"a;b\n", "10A1.csv").sheets[0].name == "10A1"
