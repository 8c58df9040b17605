"""Students' cards printed side by side on a sheet: who it is above a table of subjects.

    Mã HS : 2543691201                       Mã HS : 2543691202
    Họ và tên: Lê Ân   Lớp: 6A1              Họ và tên: …
    TT | Môn học | ĐĐGtx | ĐĐGgk | ĐĐGck     TT | Môn học | ĐĐGtx | …

Read as a table with a row for each subject of each student: the row of the sheet, and behind its
last column what stands above the card.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from eduportal.imports import people
from eduportal.workbooks.cells import display_text, fold
from eduportal.workbooks.header_titles import title_key
from eduportal.workbooks.headers import Header
from eduportal.workbooks.problems import Place
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.values import ConvertedText, Value
from eduportal.workbooks.workbook import NumberedRow, Row, Sheet, column_letters
from grades.importers.mark_sheet.columns import TIMELESS
from grades.importers.mark_sheet.side_by_side import TITLES, named_column
from grades.importers.mark_sheet.under_cards import UNDER, labels_under

SUBJECT, CARD = "card_subject", "card"
_SUBJECT_TITLES = {"monhoc", "mon", "tenmon", "tenmonhoc", "monhochoatdonggiaoduc", "monhochdgd"}
_ORDER_TITLES = {"tt", "stt", "sott"}
_PERSON = ("student_code", "full_name", "birth_date", "class_name")
_ROWS_ABOVE = 12
_SEARCHED_ROWS = 42
_LABELS = {
    fold(title): key
    for key, titles in (
        ("student_code", (*people.COLUMNS["student_code"], *people.COLUMNS["ministry_code"])),
        ("full_name", people.COLUMNS["full_name"]),
        ("birth_date", people.COLUMNS["birth_date"]),
        ("class_name", people.COLUMNS["class_name"]),
    )
    for title in titles
}
_LABEL = re.compile(
    rf"(?<!\w)({'|'.join(sorted(map(re.escape, _LABELS), key=len, reverse=True))})\s*:\s*"
)


@dataclass
class Card:
    """One student's card: its columns by what they hold, and where the student is named."""

    number: int
    first: int
    last: int | None
    subject: int
    columns: dict[str, tuple[int, ...]]
    titles: dict[str, str]
    person: dict[str, Value] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def cells(self, values: Row) -> Iterator[tuple[int, Value]]:
        """The filled cells of a row that belong to the card."""
        last = len(values) if self.last is None else min(self.last, len(values))
        return ((at, values[at]) for at in range(self.first, last) if values[at] != "")


@dataclass(slots=True)
class CardRow(TableRow):
    """One subject of a card. `card` is its number, `places` where the student is named."""

    card: str
    places: Mapping[str, Place]

    def place(self, key: str, index: int | None = None) -> Place:
        return self.places.get(key) or TableRow.place(self, key, index)


@dataclass
class Cards:
    """The cards of one sheet, by their numbers, and the subjects that no name is known for."""

    cards: list[Card]
    names: Mapping[str, str]
    width: int
    unknown: list[str] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    # The lines under the cards, which are filled and not read.
    under: list[str] = field(default_factory=list)
    with_empty: bool = False

    @property
    def is_timeless(self) -> bool:
        """Whether levels and tests do not say the time of the term."""
        return any(column in TIMELESS for card in self.cards for column in card.columns)

    def code(self, row: TableRow) -> str:
        """The subject of a row."""
        return str(row.values[self.width + len(_PERSON)])

    def split(self, row: TableRow, term: int, moment: str) -> CardRow:
        """The row as one of its subject's table."""
        number = str(row.values[self.width + len(_PERSON) + 1])
        card = self.cards[int(number)]
        columns = {key: row.header.columns[key] for key in _PERSON}
        titles = {key: row.header.titles[key] for key in _PERSON}
        if self.code(row) == UNDER:
            for at, key, label in labels_under(card.cells(row.values)):
                columns[key], titles[key] = (at,), label
        else:
            for column, places in card.columns.items():
                if name := named_column(column, term, moment):
                    columns[name], titles[name] = places, card.titles[column]
        header = replace(row.header, part=self.code(row), columns=columns, titles=titles)
        return CardRow(header, row.number, row.values, row.section, number, card.places)


def read_cards(
    sheet: Sheet, names: Mapping[str, str], *, with_empty: bool = False
) -> tuple[Sheet, Header, Cards] | None:
    """The sheet as a table of subjects and students; None for a sheet without cards.

    `with_empty`: subjects without marks are rows as well.
    """
    if not any(_subject_places(values) for _number, values in sheet.head(_SEARCHED_ROWS)):
        return None
    rows = list(sheet.rows())
    width = max(len(values) for _number, values in rows)
    found = Cards([], names, width, with_empty=with_empty)
    lines = list(_lines(sheet.name, rows, found))
    if not found.cards or not lines:
        return None
    first = next(number for number, values in rows if _subject_places(values))
    header = _header(sheet.name, first, width)
    above = [row for row in rows if row[0] < first]
    read = replace(sheet, merges=None, _read=lambda: iter([*above, *lines]))
    return read, header, found


def _header(sheet: str, first: int, width: int) -> Header:
    """The header of the cards as a table: what is behind the last column of the sheet."""
    keys = (*_PERSON, SUBJECT, CARD)
    titles = {key: people.COLUMNS[key][0] for key in _PERSON} | {SUBJECT: "Môn học", CARD: ""}
    return Header(
        sheet=sheet,
        first_row=first,
        last_row=first,
        columns={key: (width + place,) for place, key in enumerate(keys)},
        titles=titles,
        required=("full_name", SUBJECT),
        unknown={},
        class_line="",
        width=width + len(keys),
    )


def _subject_places(values: Row) -> list[int]:
    """Where a row of titles has the column of subjects, if it has marks beside it."""
    keys = [title_key(value) if isinstance(value, str) else "" for value in values]
    places = [at for at, key in enumerate(keys) if key in _SUBJECT_TITLES]
    return places if places and any(TITLES.get(key) for key in keys[places[0] + 1 :]) else []


def _lines(sheet: str, rows: list[NumberedRow], found: Cards) -> Iterator[NumberedRow]:
    """The rows of subjects with their student behind them; fills in the cards on the way."""
    begun: list[Card] = []
    begins_after = -1
    for at, (number, values) in enumerate(rows):
        if places := _subject_places(values):
            above = rows[max(begins_after + 1, at - _ROWS_ABOVE) : at]
            cards = _cards(values, places, len(found.cards))
            found.cards += cards
            begun = [card for card in cards if _named(sheet, card, above)]
        elif any(isinstance(value, str) and any(_said(value)) for value in values):
            # The heads of the next cards end these.
            begun = []
        for card in begun:
            text = display_text(values[card.subject]) if card.subject < len(values) else ""
            if under := list(labels_under(card.cells(values))):
                found.under += [label for _at, _key, label in under if label not in found.under]
                if found.with_empty:
                    yield number, _behind(found, values, card, UNDER)
                continue
            if not text.strip() or places or not (found.with_empty or _has_marks(card, values)):
                continue
            begins_after = at
            if title_key(text) not in found.names:
                found.unknown += [text] if text not in found.unknown else []
                continue
            found.codes.add(code := found.names[title_key(text)])
            yield number, _behind(found, values, card, code)


def _behind(found: Cards, values: Row, card: Card, code: str) -> Row:
    """The row with its student, and what it is about, behind its last column."""
    person = [card.person.get(key, "") for key in _PERSON]
    padding: Row = [""] * (found.width - len(values))
    return [*values, *padding, *person, code, str(card.number)]


def _cards(values: Row, places: list[int], number: int) -> list[Card]:
    """The cards under one row of titles, numbered on from there."""
    starts = [
        at - 1 if at and title_key(display_text(values[at - 1])) in _ORDER_TITLES else at
        for at in places
    ]
    cards: list[Card] = []
    for subject, first, last in zip(places, starts, [*starts[1:], None], strict=True):
        card = Card(number + len(cards), first, last, subject, {}, {})
        before = ""
        for at in range(subject + 1, len(values) if last is None else last):
            text = display_text(values[at])
            name = TITLES.get(title_key(text), "") if text.strip() else before
            before = name if name == "regular" else ""
            if name:
                card.columns[name] = (*card.columns.get(name, ()), at)
                card.titles.setdefault(name, text)
        cards.append(card)
    return cards


def _has_marks(card: Card, values: Row) -> bool:
    return any(
        at < len(values) and values[at] != "" for places in card.columns.values() for at in places
    )


def _named(sheet: str, card: Card, above: list[NumberedRow]) -> bool:
    """Find who the card is about in the rows above it; whether somebody is named."""
    for number, values in above:
        cells = list(card.cells(values))
        for (at, value), (next_at, following) in zip_longest(cells, cells[1:], fillvalue=(0, "")):
            if not isinstance(value, str):
                continue
            for key, text in _said(value):
                said, place = (text, at) if text else (following, next_at)
                if isinstance(value, ConvertedText) and isinstance(said, str):
                    said = ConvertedText(said, value.written, value.code)
                if said != "" and key not in card.person:
                    card.person[key] = said
                    letters = column_letters(place)
                    shown = display_text(said)
                    title = value.split(":")[0].strip()
                    card.places[key] = Place(sheet, number, f"{letters}{number}", title, shown)
    return "full_name" in card.person or "student_code" in card.person


def _said(text: str) -> Iterator[tuple[str, str]]:
    """Each label of a line with what follows it up to the next: "Họ và tên: Lê Ân  Lớp: 6A1"."""
    written = " ".join(text.split())
    twin = fold(written)
    if len(twin) != len(written):
        written = twin
    found = list(_LABEL.finditer(twin))
    if not found and twin.strip(" :") in _LABELS:
        yield _LABELS[twin.strip(" :")], ""
    for each, following in zip_longest(found, found[1:]):
        end = following.start() if following else len(written)
        yield _LABELS[each[1]], written[each.end() : end].strip(" -–;,.|")
