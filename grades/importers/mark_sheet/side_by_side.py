"""Sheets with several subjects side by side: which column is whose.

"Toán" over "TX1 TX2 GK CK ĐTB", or over "Mức đạt được" and "Điểm KTĐK" in the Ministry's sheet of
primary school. A column's key is the subject's code and what the column is, "toan/tx1". Each
subject is a table of its own, over the same rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from eduportal.imports import people
from eduportal.workbooks.cells import display_text
from eduportal.workbooks.header_titles import title_key
from eduportal.workbooks.headers import Header, HeaderProblem, find_header
from eduportal.workbooks.workbook import Sheet
from grades.importers.class_record.columns import HOMEROOM, STATED
from grades.importers.mark_sheet.columns import (
    COLUMNS,
    MARKS,
    MOST_REGULAR,
    REQUIRED,
    TIMELESS,
)

AVERAGE = "average-"
# What the homeroom teacher says of the student, beside the subjects.
OF_CLASS = "class"
_SEARCHED_ROWS = 42
_LONGEST_TITLE = 60
_FEWEST = 2
_AVERAGES = {
    AVERAGE: ("ĐTB", "ĐTB môn", "ĐTBm", "ĐTBmhk", "TB", "TBM", "TBMHK", "Điểm TB", "Trung bình"),
    f"{AVERAGE}1": ("ĐTBmhk1", "ĐTB HK1", "ĐTB HKI", "TBM HK1", "TBHK1", "HK1", "HKI"),
    f"{AVERAGE}2": ("ĐTBmhk2", "ĐTB HK2", "ĐTB HKII", "TBM HK2", "TBHK2", "HK2", "HKII"),
    f"{AVERAGE}year": ("ĐTBmcn", "ĐTB cả năm", "TBM cả năm", "TBCN", "Cả năm", "CN"),
}
_BARE = {f"tx{number}": (str(number),) for number in range(1, MOST_REGULAR + 1)}
TITLES: dict[str, str] = {
    title_key(title): key
    for titles in (
        _BARE,
        {key: COLUMNS[key] for key in (*MARKS, "remark", "midterm_remark")},
        TIMELESS,
        _AVERAGES,
    )
    for key, titles_of_key in titles.items()
    for title in titles_of_key
}


def side_by_side(sheet: Sheet, names: Mapping[str, str]) -> Header | None:
    """The header of a sheet with marks of two subjects or more, or in the layout of primary school;
    None for another sheet.

    Raises HeaderProblem where a column is missing or named twice.
    """
    present = _names_in(sheet, names)
    if not present or (len(set(present.values())) < _FEWEST and not _has_times(sheet)):
        return None
    header = _found(sheet, _titles_of(present))
    if header and (is_timeless(header) or len(subjects_in(header)) >= _FEWEST):
        return header
    # Of several subjects nothing but the average, under the name alone.
    titles = _averages_of(present)
    header = _found(sheet, titles)
    header = header and _without_others(header, titles)
    return header if header and len(subjects_in(header)) >= _FEWEST else None


def _found(sheet: Sheet, titles: Mapping[str, list[str]]) -> Header | None:
    known = {**people.COLUMNS, **HOMEROOM, **STATED, **titles}
    try:
        return find_header(sheet, known, REQUIRED, people.COLUMN_PARTS)
    except HeaderProblem as error:
        if all(each.rule == "header_not_found" for each in error.problems):
            return None
        raise


def _without_others(header: Header, titles: Mapping[str, list[str]]) -> Header:
    """Without the columns of which only the group above names a subject."""
    others = {
        key
        for key, known in titles.items()
        if key in header.columns
        and not title_key(header.titles[key]).endswith(tuple(map(title_key, known)))
    }
    return replace(
        header,
        columns={key: at for key, at in header.columns.items() if key not in others},
        titles={key: text for key, text in header.titles.items() if key not in others},
    )


def is_timeless(header: Header) -> bool:
    """Whether there are levels and tests whose titles do not say the time of the term."""
    return any(key.partition("/")[2] in TIMELESS for key in header.columns)


def subjects_in(header: Header) -> list[str]:
    """The codes of the subjects with columns of marks or averages, from left to right."""
    found: dict[str, int] = {}
    for key, places in header.columns.items():
        code, slash, _column = key.partition("/")
        if slash:
            found[code] = min(places[0], found.get(code, places[0]))
    return sorted(found, key=found.__getitem__)


def table_of(header: Header, code: str, term: int, moment: str) -> Header:
    """The columns of one subject and those of the person, as a table of its own.

    An average of another term is left out. `moment` says for which time of the term levels and
    tests are, where their titles do not.
    """
    own: dict[str, str] = {}
    for key in header.columns:
        subject, slash, column = key.partition("/")
        if key in people.COLUMNS:
            own[key] = key
        elif slash and subject == code and (name := named_column(column, term, moment)):
            own.setdefault(name, key)
    return _part(header, code, own)


def class_table_of(header: Header) -> Header:
    """What the homeroom teacher says, and the columns of the person."""
    return _part(header, OF_CLASS, {key: key for key in header.columns if "/" not in key})


def _part(header: Header, part: str, keys: Mapping[str, str]) -> Header:
    """The table of these columns, given by what it calls them."""
    return replace(
        header,
        part=part,
        columns={name: header.columns[key] for name, key in keys.items()},
        titles={name: header.titles[key] for name, key in keys.items()},
        unknown={},
    )


def named_column(column: str, term: int, moment: str) -> str:
    """The column as a sheet of one subject calls it; "" for an average of another time."""
    if column in TIMELESS:
        return f"{'m' if column == 'level' else ''}{moment}"
    if column.startswith(AVERAGE):
        return column if column in (AVERAGE, f"{AVERAGE}{term}") else ""
    return column


def _names_in(sheet: Sheet, names: Mapping[str, str]) -> dict[str, str]:
    """The subjects that a text near the top of the sheet names, alone or with a column of marks.

    Few texts begin or end with a subject, and students are called Hoa and Văn: most sheets are
    passed over here, before their titles are looked for.
    """
    known = tuple(names)
    present: dict[str, str] = {}
    for text in _texts(sheet):
        key = title_key(text)
        if not key.startswith(known) and not key.endswith(known):
            continue
        for name in known:
            rest = key.removeprefix(name) if key.startswith(name) else key.removesuffix(name)
            if not rest or (rest != key and rest in TITLES):
                present[name] = names[name]
    return present


def _has_times(sheet: Sheet) -> bool:
    """Whether a cell near the top is a title of primary school."""
    return any(TITLES.get(title_key(text)) in TIMELESS for text in _texts(sheet))


def _texts(sheet: Sheet) -> Iterator[str]:
    return (
        display_text(value)
        for _number, values in sheet.head(_SEARCHED_ROWS)
        for value in values
        if isinstance(value, str) and len(value) < _LONGEST_TITLE
    )


def _averages_of(names: Mapping[str, str]) -> dict[str, list[str]]:
    """Every way to name the averages of these subjects."""
    titles = {
        key: texts for key, texts in _titles_of(names).items() if key.partition("/")[2] in _AVERAGES
    }
    for name, code in names.items():
        titles.setdefault(f"{code}/{AVERAGE}", []).append(name)
    return titles


def _titles_of(names: Mapping[str, str]) -> dict[str, list[str]]:
    """Every way to name a column of these subjects: subject and column, or the other way round."""
    titles: dict[str, list[str]] = {}
    for name, code in names.items():
        for title, column in TITLES.items():
            for text in (name + title, title + name):
                if text not in names:
                    titles.setdefault(f"{code}/{column}", []).append(text)
    return titles
