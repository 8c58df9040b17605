"""Long lists: sorted as the address asks, and cut into pages by rows instead of by numbers.

A page begins after a row or ends before one, named in the address by its key (`after`, `before`):
rows that are added or go meanwhile neither repeat nor skip any other.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from eduportal.core.params import one_of
from eduportal.core.reading import whole_number

Row = TypeVar("Row", bound=Model)
Line = TypeVar("Line")
PAGE_SIZE = 50
# Fields by which a list is sorted, "-" before one that falls; the last is unique, none is null.
Order = Sequence[str]


@dataclass(frozen=True)
class SortLink:
    """The head of one column: what its link asks for, and how the list stands by it now."""

    value: str
    aria: str


@dataclass(frozen=True)
class Sorting:
    """How a list is sorted: by its column `name`, and backwards where `falls`."""

    orders: Mapping[str, Order]
    name: str
    falls: bool = False

    @property
    def order(self) -> Order:
        order = self.orders[self.name]
        return turned(order) if self.falls else order

    @property
    def links(self) -> dict[str, SortLink]:
        """The columns that can be sorted by; the one in use turns round."""
        found = {}
        for name in self.orders:
            is_used = name == self.name
            aria = ("descending" if self.falls else "ascending") if is_used else "none"
            found[name] = SortLink(f"-{name}" if is_used and not self.falls else name, aria)
        return found


def sorting_of(request: HttpRequest, orders: Mapping[str, Order]) -> Sorting:
    """What the address asks for, `sort`: a column, with "-" backwards; the first one without.

    Raises BadRequest for any other.
    """
    asked = one_of(request, "sort", [sign + name for name in orders for sign in ("", "-")])
    return Sorting(orders, asked.removeprefix("-") or next(iter(orders)), asked.startswith("-"))


@dataclass(frozen=True)
class KeysetPage(Generic[Line]):
    """Some rows of a list, the number of the first of them, and how many there are in all.

    `key` gives what names a row in the address.
    """

    object_list: list[Line]
    start_index: int
    total: int
    key: Callable[[Line], Any] = attrgetter("pk")

    def __iter__(self) -> Iterator[Line]:
        return iter(self.object_list)

    def __len__(self) -> int:
        return len(self.object_list)

    @property
    def end_index(self) -> int:
        return self.start_index + len(self.object_list) - 1

    @property
    def has_previous(self) -> bool:
        return self.start_index > 1

    @property
    def has_next(self) -> bool:
        return self.end_index < self.total

    @property
    def first(self) -> Any:
        """The key before which the previous page ends."""
        return self.key(self.object_list[0])

    @property
    def last(self) -> Any:
        """The key after which the next page begins."""
        return self.key(self.object_list[-1])


def keyset_page(
    request: HttpRequest, rows: "QuerySet[Row]", order: Order, size: int = PAGE_SIZE
) -> KeysetPage[Row]:
    """The page the address asks for: two queries, four where it begins or ends at a row.

    The first page where the row is not among these any more, and where fewer than a page of rows
    stand before it.
    """
    total = rows.order_by().count()
    after, before = (_place(request, rows, order, name) for name in ("after", "before"))
    if after is not None:
        rest = rows.filter(_beyond(order, after))
        if found := list(rest.order_by(*order)[:size]):
            return KeysetPage(found, total - rest.order_by().count() + 1, total)
    elif before is not None:
        back = turned(order)
        rest = rows.filter(_beyond(back, before))
        count = rest.order_by().count()
        if count >= size:
            found = list(rest.order_by(*back)[:size])
            return KeysetPage(found[::-1], count - size + 1, total)
    return KeysetPage(list(rows.order_by(*order)[:size]), 1, total)


def listed_page(
    request: HttpRequest,
    rows: Sequence[Line],
    key: Callable[[Line], Any] = attrgetter("pk"),
    size: int = PAGE_SIZE,
) -> KeysetPage[Line]:
    """The page the address asks for, of rows that are read and sorted already.

    The first page where no row has the key that is asked for.
    """
    places = {str(key(row)): place for place, row in enumerate(rows)}
    after, before = (places.get(request.GET.get(name, "")) for name in ("after", "before"))
    begin = 0
    if after is not None and after + 1 < len(rows):
        begin = after + 1
    elif before is not None:
        begin = max(0, before - size)
    return KeysetPage(list(rows[begin : begin + size]), begin + 1, len(rows), key)


def turned(order: Order) -> Order:
    """The same order from its end."""
    return [field[1:] if field.startswith("-") else f"-{field}" for field in order]


def _place(
    request: HttpRequest, rows: "QuerySet[Row]", order: Order, name: str
) -> tuple[Any, ...] | None:
    """Where the row stands whose key the parameter gives; None without one."""
    key = whole_number(request.GET.get(name, ""))
    if key is None:
        return None
    fields = [field.removeprefix("-") for field in order]
    return rows.filter(pk=key).order_by().values_list(*fields).first()


def _beyond(order: Order, place: tuple[Any, ...]) -> Q:
    """A condition on rows: they come after the place."""
    beyond, same = Q(pk__in=[]), Q()
    for field, value in zip(order, place, strict=True):
        name = field.removeprefix("-")
        side = "lt" if field.startswith("-") else "gt"
        beyond |= same & Q(**{f"{name}__{side}": value})
        same &= Q(**{name: value})
    return beyond
