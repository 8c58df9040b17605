"""How lists of schools call their columns, and the words in them."""

import re

from django.utils.translation import gettext_noop

from eduportal.imports.record_columns import Column, Words
from eduportal.workbooks.cells import code_value, fold, text_value
from eduportal.workbooks.plain_cells import day_text, decimal_text, text_upto, whole_value
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.values import Value
from schools.choices import ManagingBody, Ownership, Stage, Zone

OWNERSHIPS = {
    "CL": Ownership.PUBLIC,
    "Trường công lập": Ownership.PUBLIC,
    "Dân lập": Ownership.PEOPLE_FOUNDED,
    "DL": Ownership.PEOPLE_FOUNDED,
    "TT": Ownership.PRIVATE,
}
BODIES = {
    "Sở": ManagingBody.DEPARTMENT,
    "Sở GDĐT": ManagingBody.DEPARTMENT,
    "Sở GD&ĐT": ManagingBody.DEPARTMENT,
    "Xã": ManagingBody.COMMUNE,
    "UBND xã": ManagingBody.COMMUNE,
    "UBND phường": ManagingBody.COMMUNE,
    "UBND xã, phường": ManagingBody.COMMUNE,
    "UBND cấp xã": ManagingBody.COMMUNE,
    "Phòng GDĐT": ManagingBody.DISTRICT_OFFICE,
    "Phòng GD&ĐT": ManagingBody.DISTRICT_OFFICE,
}
_STAGES = Words(
    Stage,
    {
        "MN": Stage.PRESCHOOL,
        "Mẫu giáo": Stage.PRESCHOOL,
        "Nhà trẻ": Stage.PRESCHOOL,
        "TH": Stage.PRIMARY,
        "Cấp 1": Stage.PRIMARY,
        "THCS": Stage.LOWER_SECONDARY,
        "Cấp 2": Stage.LOWER_SECONDARY,
        "THPT": Stage.UPPER_SECONDARY,
        "Cấp 3": Stage.UPPER_SECONDARY,
        "GDTX": Stage.CONTINUING,
        "Thường xuyên": Stage.CONTINUING,
        "1": Stage.PRESCHOOL,
        "2": Stage.PRIMARY,
        "3": Stage.LOWER_SECONDARY,
        "4": Stage.UPPER_SECONDARY,
        "5": Stage.CONTINUING,
    },
)
# The usual short names of the levels, in every language of the portal.
SHORT = {
    Stage.PRESCHOOL: "MN",
    Stage.PRIMARY: "TH",
    Stage.LOWER_SECONDARY: "THCS",
    Stage.UPPER_SECONDARY: "THPT",
    Stage.CONTINUING: "GDTX",
}
_BETWEEN = re.compile(r"[,;+/&\n]|\s-\s|\bvà\b|(?<=TH)-(?=THCS)|(?<=THCS)-(?=THPT)|\s(?=0[1-5]\b)")


def stages_value(value: Value) -> str:
    """The levels of education in a cell, as codes with spaces between: "02 03" of "TH&THCS"."""
    text = text_value(value)
    if fold(text) in _STAGES.known:
        return str(_STAGES(text))
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    try:
        return " ".join(sorted({str(_STAGES(part)) for part in parts}))
    except CellProblem as wrong:
        wrong.params["value"] = text[:100]
        raise


def _stages_shown(codes: str) -> str:
    return ", ".join(SHORT[Stage(code)] for code in codes.split())


TABLE = (
    Column(
        "name",
        gettext_noop("Name"),
        (
            "Tên trường",
            "Trường",
            "Tên trường học",
            "Tên cơ sở giáo dục",
            "Tên CSGD",
            "Tên đơn vị",
            "School",
        ),
        text_upto(200),
        required=True,
    ),
    Column(
        "code",
        gettext_noop("Code"),
        (
            "Mã trường",
            "Mã trường học",
            "Mã cơ sở giáo dục",
            "Mã CSGD",
            "Mã đơn vị",
            "School code",
        ),
        code_value,
        required=True,
    ),
    Column(
        "stages",
        gettext_noop("Level of education"),
        (
            "Cấp học",
            "Nhóm cấp học",
            "Mã nhóm cấp học",
            "Các cấp học",
            "Level of education",
        ),
        stages_value,
        show=_stages_shown,
    ),
    Column(
        "ownership",
        gettext_noop("Ownership"),
        ("Loại hình", "Loại hình trường", "Loại hình cơ sở", "Ownership"),
        Words(Ownership, OWNERSHIPS),
    ),
    Column(
        "managing_body",
        gettext_noop("Managing body"),
        ("Cơ quan quản lý", "Đơn vị quản lý", "Managing body"),
        Words(ManagingBody, BODIES),
    ),
    Column(
        "unit",
        gettext_noop("Commune or ward"),
        ("Xã, phường", "Xã/phường", "Phường/xã", "Phường, xã", "Xã phường", "Tên xã", "Xã",
         "Phường xã", "Commune or ward"),
        text_value,
    ),
    Column(
        "unit_code",
        gettext_noop("Code of the commune"),
        ("Mã xã, phường", "Mã xã", "Mã xã/phường", "Mã phường/xã", "Mã ĐVHC",
         "Code of the commune"),
        code_value,
    ),
    Column(
        "zone",
        gettext_noop("Zone"),
        ("Vùng", "Vùng định mức", "Zone"),
        Words(Zone, {"I": Zone.ONE, "II": Zone.TWO, "III": Zone.THREE}),
    ),
    Column(
        "sessions_per_day",
        gettext_noop("Sessions a day"),
        ("Số buổi/ngày", "Số buổi học/ngày", "Buổi/ngày", "Sessions a day"),
        whole_value,
    ),
    Column(
        "address",
        gettext_noop("Address"),
        ("Địa chỉ", "Địa chỉ chi tiết", "Address"),
        text_upto(300),
    ),
    Column(
        "latitude", gettext_noop("Latitude"), ("Vĩ độ", "Latitude"), decimal_text, minor=True
    ),
    Column(
        "longitude", gettext_noop("Longitude"), ("Kinh độ", "Longitude"), decimal_text, minor=True
    ),
    Column(
        "closed_on",
        gettext_noop("Closed"),
        ("Đóng ngày", "Ngày đóng", "Ngày giải thể", "Ngày dừng hoạt động", "Closed"),
        day_text,
        is_day=True,
    ),
)  # fmt: skip
MESSAGES = {
    "unit_unknown": gettext_noop(
        "“%(value)s” is no commune or ward of today. Write its name as on the page “Administrative "
        "units”, or its code in a column “Mã xã”."
    ),
    "unit_several": gettext_noop(
        "Several communes are called “%(value)s”. Write “Xã” or “Phường” before the name, or the "
        "code in a column “Mã xã”."
    ),
    "unit_differs": gettext_noop("The code %(value)s is that of %(name)s, not of “%(other)s”."),
    "stages_not_said": gettext_noop(
        "A new school needs its level of education: a column “Cấp học” with MN, TH, THCS, THPT or "
        "GDTX."
    ),
}
