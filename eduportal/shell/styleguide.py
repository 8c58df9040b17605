"""The style guide: every component and state on one page, for people who build pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from eduportal.core import charts
from eduportal.core.icons import ICONS


def styleguide(request: HttpRequest) -> HttpResponse:
    """The page itself. All figures are invented; it reads nothing from the database."""
    return render(request, "styleguide.html", {"chart": sample_chart(), "icons": sorted(ICONS)})


def sample_chart() -> SafeString:
    levels = [
        charts.StackedRow("Tiểu học", (41.2, 38.6, 18.1, 2.1)),
        charts.StackedRow("THCS", (24.8, 43.1, 28.4, 3.7)),
        charts.StackedRow("THPT", (21.3, 46.9, 28.2, 3.6)),
        charts.StackedRow("GDTX", (6.4, 31.8, 51.6, 10.2)),
    ]
    return charts.stacked_bars(levels, "Kết quả học tập theo cấp học")
