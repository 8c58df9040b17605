"""Small lists of pupils, as a school might send them."""

from typing import Any

from students.models import Student
from tests.files import with_parts, xlsx

HEAD = [
    "Mã định danh Bộ GD&ĐT",
    "Số định danh cá nhân",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Dân tộc",
    "Lớp",
    "Trạng thái",
]
KEYS = [
    "ministry_code",
    "personal_number",
    "full_name",
    "birth_date",
    "sex",
    "ethnicity",
    "class_name",
    "status",
]


def roster(*rows: list[Any], head=HEAD, above=()) -> bytes:
    """A list with these rows: the first stands in row 2, under the titles."""
    return xlsx([*above, head, *rows])


def row_of(student: Student, **different: Any) -> list[Any]:
    """A row that says of a student of 6A1 what the register says, but for what is given."""
    said = {
        "ministry_code": student.ministry_code,
        "personal_number": student.personal_number,
        "full_name": student.full_name,
        "birth_date": f"{student.birth_date:%d/%m/%Y}",
        "sex": "Nữ",
        "ethnicity": student.ethnicity or None,
        "class_name": "6A1",
        "status": "Đang học",
    }
    return new_row(**{**said, **different})


def new_row(**said: Any) -> list[Any]:
    """A row of a newcomer to 6A1; `None` leaves a cell empty."""
    usual = {"full_name": "Trần Văn Lạ", "birth_date": "09/09/2014", "class_name": "6A1"}
    return [{**usual, **said}.get(key) for key in KEYS]


_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{}</cp:coreProperties>'
)


def saved_on(content: bytes, day: str) -> bytes:
    """The workbook as if it had been saved at 08:30 UTC of that day; "" says no moment."""
    text = f"{day}T08:30:00Z"
    moment = f'<dcterms:modified xsi:type="dcterms:W3CDTF">{text}</dcterms:modified>'
    return with_parts(content, {"docProps/core.xml": _CORE.format(moment if day else "").encode()})
