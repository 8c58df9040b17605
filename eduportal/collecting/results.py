"""The sums of a collection as a page and as a file: the same lines, hidden in the same places."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.collecting.models import Collection, CollectionResult
from eduportal.collecting.rules.adding import Amount, amounts_of, hidden_in, together
from eduportal.collecting.rules.form import Form
from eduportal.collecting.selectors.answered import (
    PlaceSums,
    counting,
    current_version,
    read_sums,
    sums_by_place,
)
from eduportal.core.downloads import download
from eduportal.core.numbers import grouped_text
from eduportal.workbooks.writing import Value as Cell
from eduportal.workbooks.writing import write_csv, write_xlsx


@dataclass(frozen=True)
class Shown:
    """One sum as it may be shown; `number` is None where it is hidden."""

    number: Decimal | None

    @property
    def text(self) -> str:
        if self.number is None:
            return _("hidden")
        return grouped_text(self.number, 0 if self.number == int(self.number) else 2)

    @property
    def cell(self) -> Cell:
        if self.number is None:
            return _("hidden")
        return int(self.number) if self.number == int(self.number) else float(self.number)


@dataclass(frozen=True)
class Line:
    """One amount: of the question, or of a part of it, all places together and each of them."""

    amount: Amount
    whole: Shown
    places: Sequence[Shown]


@dataclass(frozen=True)
class Results:
    """What the answers add up to; `frozen` is None while answers still come."""

    places: Sequence[PlaceSums]
    lines: Sequence[Line]
    frozen: CollectionResult | None

    @property
    def returns(self) -> int:
        return sum(place.returns for place in self.places)


def results_of(collection: Collection) -> Results:
    """The frozen sums of a closed collection, or those of what is handed in so far.

    Of a collection of another office only the own places, so far.
    """
    form = current_version(collection).form
    frozen = CollectionResult.objects.filter(collection=collection).select_related("frozen_by")
    newest = frozen.last()
    places = read_sums(newest.lines) if newest else sums_by_place(counting(collection), form)
    return Results(list(places.values()), _lines(form, places), newest)


def _lines(form: Form, places: dict[str, PlaceSums]) -> list[Line]:
    sums = {code: place.sums for code, place in places.items()}
    of_whole, of_places = hidden_in(form, sums, settings.SUPPRESSION_SMALLEST)
    whole = together(sums.values())
    return [
        Line(
            amount,
            _shown(whole.get(amount.key), amount.key in of_whole),
            [_shown(sums[code].get(amount.key), amount.key in of_places[code]) for code in sums],
        )
        for amount in amounts_of(form)
    ]


def _shown(number: Decimal | None, is_hidden: bool) -> Shown:
    return Shown(None if is_hidden else number or Decimal(0))


def results_file(collection: Collection, results: Results, kind: str) -> HttpResponse:
    """The table as .xlsx or .csv, with its title, its day, and what each line means."""
    head: list[list[Cell]] = [
        [collection.title, collection.purpose],
        [_("Figures of the day"), f"{collection.as_of:%d/%m/%Y}"],
        [_("As of"), _as_of(results)],
    ]
    titles: list[Cell] = [_("Question"), _("Part"), _("Unit"), _("Meaning"), _("Together")]
    titles += [place.name or _("Commune not known") for place in results.places]
    counts: list[Cell] = [_("Answers counted"), "", "", "", results.returns]
    counts += [place.returns for place in results.places]
    rows: list[list[Cell]] = [
        [line.amount.field.label, line.amount.part, line.amount.field.unit, line.amount.field.help,
         line.whole.cell, *(place.cell for place in line.places)]
        for line in results.lines
    ]  # fmt: skip
    table = [*head, titles, counts, *rows]
    content = (
        write_csv(table)
        if kind == "csv"
        else write_xlsx([(_("Results"), table)], lines_above=len(head))
    )
    return download(content, "collection", kind)


def _as_of(results: Results) -> str:
    if results.frozen is not None:
        moment = timezone.localtime(results.frozen.frozen_at)
        return _("frozen %s") % f"{moment:%H:%M %d/%m/%Y}"
    return _("so far, %s") % f"{timezone.localtime():%H:%M %d/%m/%Y}"
