"""The style guide: every component and state on one page, for people who build pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from eduportal.core import charts
from eduportal.core.icons import ICONS


def styleguide(request: HttpRequest) -> HttpResponse:
    """The page itself. All figures are invented; it reads nothing from the database."""
    return render(request, "styleguide.html", {"charts": sample_charts(), "icons": sorted(ICONS)})


def sample_charts() -> dict[str, SafeString]:
    levels = [
        charts.StackedRow("Tiểu học", (41.2, 38.6, 18.1, 2.1)),
        charts.StackedRow("THCS", (24.8, 43.1, 28.4, 3.7)),
        charts.StackedRow("THPT", (21.3, 46.9, 28.2, 3.6)),
        charts.StackedRow("GDTX", (6.4, 31.8, 51.6, 10.2)),
    ]
    shortage = [
        charts.Bar("Xã Đức Huệ", 23),
        charts.Bar("Phường Long An", 21),
        charts.Bar("Xã Tân Châu", 9),
    ]
    weeks = [f"T{week}" for week in range(8, 19)]
    entered = charts.Series("2025–2026", [4, 9, 14, 22, 31, 40, 52, 61, 70, 78, None])
    before = charts.Series("2024–2025", [3, 7, 12, 18, 26, 35, 45, 56, 66, 77, 88])
    return {
        "levels": charts.stacked_bars(levels, "Kết quả học tập theo cấp học"),
        "shortage": charts.horizontal_bars(shortage, "Giáo viên còn thiếu theo xã", target=15),
        "progress": charts.line_chart(weeks, [entered, before], "Tiến độ nhập điểm theo tuần"),
        "trend": charts.sparkline([12, 14, 9, 16, 18], "Xu hướng 5 học kỳ"),
    }
