"""The cells of a mark sheet as lists of changes name them."""

from collections.abc import Mapping, Sequence

from grades.importers.mark_sheet.columns import REGULAR

TITLES = {
    **{name: f"ĐĐG{name}" for name in REGULAR},
    "cdht": "ĐĐG chuyên đề",
    "mgk": "Mức GK",
    "gk": "ĐĐGgk",
    "mck": "Mức CK",
    "ck": "ĐĐGck",
    "remark": "Nhận xét",
    "midterm_remark": "Nhận xét giữa kỳ",
}


def cells_in_words(cells: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The title of each cell of RowMarks, with its text before, where there was one, and after."""
    return [
        (TITLES[cell], f"{before} → {after}" if before else after)
        for cell, (before, after, _place) in cells.items()
    ]
