"""The style guide: every component and state on one page, for people who build pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from eduportal.core import charts
from eduportal.core.charts.five import five_by_five
from eduportal.core.icons import ICONS


def styleguide(request: HttpRequest) -> HttpResponse:
    """The page itself. All figures are invented; it reads nothing from the database."""
    context = {
        "chart": sample_chart(),
        "marks": sample_marks(),
        "plots": sample_plots(),
        **sample_five(),
        "icons": sorted(ICONS),
    }
    return render(request, "styleguide.html", context)


def sample_chart() -> SafeString:
    levels = [
        charts.StackedRow("Tiểu học", (41.2, 38.6, 18.1, 2.1)),
        charts.StackedRow("THCS", (24.8, 43.1, 28.4, 3.7)),
        charts.StackedRow("THPT", (21.3, 46.9, 28.2, 3.6)),
        charts.StackedRow("GDTX", (6.4, 31.8, 51.6, 10.2)),
    ]
    return charts.stacked_bars(levels, "Kết quả học tập theo cấp học")


def sample_marks() -> list[tuple[str, SafeString, str]]:
    """Name, drawing and words of marks in a cell, in their states."""
    bounds = (5.3, 5.9, 6.1, 6.3, 6.6)
    peers = (52.4, 54.8, 55.9, 56.5, 57.1, 58.0, 58.4, 58.9, 61.5, 65.2)
    return [
        ("Bốn mức", charts.stacked((21.4, 39.8, 33.6, 5.2)), "100%"),
        ("Hai mức bị ẩn", charts.stacked((None, 39.8, 33.6, None)), "ẩn"),
        ("Thanh, năm trước cao hơn", charts.bar(18.6, 25, tick=19.9), "18,6%"),
        ("Thanh, không có năm trước", charts.bar(0, 25), "0%"),
        ("Nữ và nam", charts.dumbbell(66.9, 58.1, 40, 80, tick=61.5), "66,9 · 58,1"),
        ("Nữ và nam bằng nhau", charts.dumbbell(60, 60, 40, 80), "60,0 · 60,0"),
        ("Trong khoảng", charts.interval(bounds, 6.2, 5, 8), "6,2"),
        ("Dưới khoảng", charts.interval(bounds, 5.1, 5, 8), "5,1"),
        ("Giữa các trường tương đồng", charts.strip(peers, 55.0, 50, 70), "55,0%"),
    ]


def sample_plots() -> list[tuple[str, SafeString]]:
    """Name and drawing of plots, in their states."""
    names = [str(mark) for mark in range(11)]
    now = (0.2, 0.6, 1.9, 5.1, 10.8, 17.4, 20.9, 19.2, 14.0, 7.6, 2.3)
    before = (0.3, 0.9, 2.4, 6.0, 12.1, 18.3, 20.6, 18.0, 12.7, 6.7, 2.0)
    few = (None, None, 1.9, 5.1, 10.8, 17.4, 20.9, 19.2, 14.0, 7.6, None)
    schools = [
        charts.Size(count, share, is_outside)
        for count, share, is_outside in (
            (120, 66.0, False),
            (310, 47.6, True),
            (420, 61.0, False),
            (640, 71.8, True),
            (900, 59.5, False),
            (1412, 61.9, False),
        )
    ]
    return [
        ("Phổ điểm", charts.histogram(names, now, before, "Phổ điểm", range(5))),
        ("Phổ điểm, ba cột ẩn", charts.histogram(names, few, (), "Phổ điểm", range(5))),
        ("Theo quy mô", charts.funnel(schools, 61.2, "Sáu trường", "Toàn tỉnh 61,2%")),
        ("Một trường", charts.funnel(schools[:1], 100, "Một trường", "Toàn tỉnh 100%")),
    ]


def sample_five() -> dict[str, object]:
    statuses = ("Rất cao", "Cao", "Trung bình", "Thấp", "Rất thấp")
    changes = ("Giảm mạnh", "Giảm", "Giữ", "Tăng", "Tăng mạnh")
    cells = five_by_five([(4, 2), (3, 3), (3, 3), (2, 2), (1, 0), (0, 4)])
    return {
        "five_columns": [(name, "") for name in changes],
        "five_rows": [(name, "", row) for name, row in zip(statuses, cells, strict=True)],
    }
