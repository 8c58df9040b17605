"""Two invented schemes that promise partly the same, and a measure that is late."""

import datetime
from decimal import Decimal
from typing import Any

from eduportal.accounts.models import User
from eduportal.reform.models import Objective, Scheme
from eduportal.reform.selectors.readings import READINGS
from eduportal.reform.services import add_scheme, claim, put_indicator, put_measure, put_objective

ISSUER = "Ủy ban nhân dân tỉnh (minh họa)"
# Title of the objective, its indicators by figure and target, its measures by days until due.
Promised = tuple[str, dict[str, int], dict[str, int]]
REFORM: list[Promised] = [
    ("Mục tiêu 1: đủ giáo viên theo môn", {"GV-02": 5, "GV-20": 95},
     {"Trình phương án cân đối giáo viên của năm học": -20}),
    ("Mục tiêu 2: trường đạt chuẩn quốc gia", {"TR-03": 80}, {}),
]  # fmt: skip
DIALOGUE: list[Promised] = [
    ("Điểm 4: phân luồng sau trung học cơ sở", {"PL-02": 1},
     {"Đối chiếu danh sách nhập học với các cơ sở giáo dục nghề nghiệp": 60}),
    ("Điểm 5: trường đạt chuẩn quốc gia", {"TR-03": 78}, {}),
]  # fmt: skip
LOWER = {"GV-02", "PL-02"}


def show_schemes(*, today: datetime.date, user: User) -> str:
    """Fill the register of schemes; returns what was done, in words."""
    if not Scheme.objects.exists():
        _register(_facts("scheme", "01/QĐ-UBND", "Đề án thực hiện Chương trình GDPT 2018", today,
                         "Phòng Giáo dục phổ thông"), REFORM, today, user)  # fmt: skip
        _register(_facts("council", "02/KL-HĐND", "Kết luận phiên đối thoại của HĐND tỉnh", today,
                         "Văn phòng Sở"), DIALOGUE, today, user)  # fmt: skip
    return f"{Scheme.objects.count()} schemes and conclusions"


def _facts(kind: str, number: str, title: str, today: datetime.date, owner: str) -> dict[str, Any]:
    begins = datetime.date(today.year - 1, 9, 1)
    return {
        "kind": kind,
        "number": number,
        "title": title,
        "issuer": ISSUER,
        "issued_on": begins,
        "starts_on": begins,
        "ends_on": datetime.date(today.year + 4, 12, 31),
        "owner": owner,
        "target_group": "học sinh, giáo viên phổ thông",
    }


def _register(
    facts: dict[str, Any], promised: list[Promised], today: datetime.date, user: User
) -> None:
    scheme = add_scheme(columns=facts, user=user)
    for title, figures, measures in promised:
        objective = put_objective(
            scheme=scheme, shown=_shown(scheme), columns={"title": title}, user=user
        )
        _promise(objective, figures, today, user)
        for name, days in measures.items():
            due = today + datetime.timedelta(days=days)
            columns = {"title": name, "owner": facts["owner"], "due_on": due}
            made = put_measure(
                objective=objective, shown=_shown(scheme), columns=columns, user=user
            )
            if days > 0:
                shown, text = _shown(scheme), "Công văn 7/SGDĐT-GDTX, lưu Văn phòng Sở"
                claim(measure=made, shown=shown, user=user, text=text)


def _promise(
    objective: Objective, figures: dict[str, int], today: datetime.date, user: User
) -> None:
    for code, value in figures.items():
        columns = {
            "figure": code,
            "stage": "",
            "title": str(READINGS[code].name),
            "unit": str(READINGS[code].unit),
            "better": "lower" if code in LOWER else "higher",
        }
        targets = {datetime.date(today.year + 1, 12, 31): Decimal(value)}
        put_indicator(
            objective=objective, shown=_shown(objective.scheme), columns=columns,
            targets=targets, user=user,
        )  # fmt: skip


def _shown(scheme: Scheme) -> int:
    return Scheme.objects.get(pk=scheme.pk).revision
