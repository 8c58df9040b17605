"""Vietnamese typed in old fonts or broken on its way, beside names that must stay as they are."""

import unicodedata

import openpyxl
import pytest

from eduportal.workbooks.headers import find_header
from eduportal.workbooks.letters import converted, is_broken, other_reading
from eduportal.workbooks.values import ConvertedText
from tests.files import saved
from tests.workbooks.opened import opened


@pytest.mark.parametrize(
    ("written", "text", "code"),
    [
        ("TrÇn ThÞ Thö", "Trần Thị Thử", "TCVN3"),
        ("§ç Hßa An", "Đỗ Hòa An", "TCVN3"),
        ("NGUYÔN V¡N", "NGUYỄN VĂN", "TCVN3"),
        ("Hä vµ tªn", "Họ và tên", "TCVN3"),
        ("M· ®Þnh danh Bé GD&§T", "Mã định danh Bộ GD&ĐT", "TCVN3"),
        ("Traàn Thò Thöû", "Trần Thị Thử", "VNI"),
        ("Ñoã Hoøa An", "Đỗ Hòa An", "VNI"),
        ("Nguyeãn Vaên AÂn", "Nguyễn Văn Ân", "VNI"),
        ("Tráº§n Thá»‹ Thá»\xad", "Trần Thị Thử", "UTF-8"),
        ("Nguyá»…n VÄƒn Ã‚n", "Nguyễn Văn Ân", "UTF-8"),
    ],
)
def test_a_text_in_another_code_is_read_as_its_writer_saw_it(written, text, code):
    found = converted(written)
    assert isinstance(found, ConvertedText)
    assert (str(found), found.code, found.written) == (text, code, written)


@pytest.mark.parametrize(
    "text",
    [
        "Trần Thị Thử",
        "Hoàng Thuý Quân",
        "Toàn",
        "Vò Lan",
        "Hoàng Ðịnh",
        "François Müller",
        "H'Bră Niê",
        "Y Ƀăm",
        "½ kỳ",
        "10°",
        "“trích” – Giỏi…",
        "Nguyen Van An",
        "TRẦN ĐỨC ƯỚC",
    ],
)
def test_other_texts_stay_as_they_are(text):
    # An equal text may come from what is remembered.
    assert (type(converted(text)), converted(text)) == (str, text)
    assert not is_broken(text)


def test_a_word_that_both_codes_have_is_found_beside_texts_of_a_font():
    assert other_reading("Vò Lan", "TCVN3") == "Vũ Lan"
    assert other_reading("Lê Văn Mẫu", "TCVN3") == "", "letters that only Unicode has"
    assert other_reading("Nguyen", "TCVN3") == ""


def test_bytes_of_a_font_in_a_text_file_are_read():
    lines = ["STT,Hä vµ tªn,Líp", "1,TrÇn ThÞ Thö,6A1", "2,NguyÔn V¨n ¢n,6A1"]
    workbook = opened("\n".join(lines).encode("latin-1"), "a.csv")
    rows = [values for _number, values in workbook.sheets[0].rows()]
    assert rows[0] == ["STT", "Họ và tên", "Líp"], "a word of both codes"
    titles = {"order": ["STT"], "name": ["Họ và tên"], "class": ["Lớp"]}
    assert find_header(workbook.sheets[0], titles, ["name"]).columns["class"] == (2,)
    assert [row[1] for row in rows[1:]] == ["Trần Thị Thử", "Nguyễn Văn Ân"]


def test_windows_1258_is_still_read_as_such():
    content = "STT;Họ và tên\n1;Lê Văn Ân\n2;Đỗ Hoa\n"
    parts = unicodedata.normalize("NFD", content).replace("a\u0306", "ă").replace("A\u0302", "Â")
    parts = parts.replace("e\u0302", "ê").replace("o\u0302", "ô")
    workbook = opened(parts.encode("cp1258"), "a.csv")
    rows = [values for _number, values in workbook.sheets[0].rows()]
    assert [row[1] for row in rows] == ["Họ và tên", "Lê Văn Ân", "Đỗ Hoa"]


def workbook_called(*names):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in names:
        book.create_sheet(name).append(["Họ và tên"])
    return opened(saved(book), "a.xlsx")


@pytest.mark.parametrize(
    ("written", "name", "code"),
    [
        ("Häc sinh líp 6", "Học sinh lớp 6", "TCVN3"),
        ("Líp 6A1", "Lớp 6A1", "TCVN3"),
        ("To¸n", "Toán", "TCVN3"),
        ("Lôùp 6A1", "Lớp 6A1", "VNI"),
        ("Ngöõ vaên", "Ngữ văn", "VNI"),
    ],
)
def test_the_name_of_a_sheet_is_read_like_its_cells(written, name, code):
    (sheet,) = workbook_called(written).sheets
    assert (sheet.name, type(sheet.name)) == (name, str)
    assert (sheet.written_name.written, sheet.written_name.code) == (written, code)


def test_a_name_that_needs_no_other_reading_stays():
    (sheet,) = workbook_called("Lớp 6A1").sheets
    assert (sheet.name, sheet.written_name) == ("Lớp 6A1", None)


def test_no_two_sheets_get_one_name():
    names = [sheet.name for sheet in workbook_called("Líp 6A1", "Lớp 6A1", "To¸n", "Toaùn").sheets]
    assert names == ["Líp 6A1", "Lớp 6A1", "Toán", "Toaùn"]
