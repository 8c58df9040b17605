"""Charts drawn on the server as SVG.

No script, no style attributes (the Content-Security-Policy forbids both), values printed as text,
colours from classes of static/ui/components, so that print and contrast themes work. `fixed` draws
pictures of one shape, `cells` marks in a cell of a table that has the numbers beside them, `plots`
what has axes; the page puts a table with the same values beside a picture or below a plot.
"""

from eduportal.core.charts.cells import bar, dumbbell, interval, stacked, strip
from eduportal.core.charts.fixed import (
    LEVEL_FILLS,
    Series,
    StackedRow,
    bar_of_shares,
    beats,
    diverging_bar,
    line_key,
    lines,
    stacked_bars,
    steps,
)
from eduportal.core.charts.plots import Size, funnel, histogram, limits

__all__ = [
    "LEVEL_FILLS",
    "Series",
    "Size",
    "StackedRow",
    "bar",
    "bar_of_shares",
    "beats",
    "diverging_bar",
    "dumbbell",
    "funnel",
    "histogram",
    "interval",
    "limits",
    "line_key",
    "lines",
    "stacked",
    "stacked_bars",
    "steps",
    "strip",
]
