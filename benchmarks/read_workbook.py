"""Reading a spreadsheet in a process of its own, against reading it in the portal's.

Both give the same rows. What is compared is processor time, of parent and child together.
"""

import resource
from collections.abc import Callable
from io import BytesIO

from eduportal.workbooks.__main__ import answer
from eduportal.workbooks.formats.limits import DEFAULT_LIMITS
from eduportal.workbooks.reading import read_workbook, workbook_of
from eduportal.workbooks.workbook import Workbook
from eduportal.workbooks.writing import Value, write_xlsx

SIZES = (42, 10_000)
COLUMNS = 25
ROUNDS = 5


def main() -> None:
    """Print seconds and ratio for a class list and for a long list."""
    for rows in SIZES:
        content = made(rows)
        apart = measure(read_apart, content, rows)
        here = measure(read_here, content, rows)
        print(
            f"read_workbook ratio={apart / here:.2f} ours={apart:.3f} reference={here:.3f} "
            f"unit=s rows={rows}"
        )


def made(rows: int) -> bytes:
    """A list of people with texts and numbers."""
    titles: list[Value] = [f"Cột {number}" for number in range(COLUMNS)]
    texts: list[list[Value]] = [
        [row, f"Nguyễn Văn Ân {row}", *(row * n % 100 / 10 for n in range(COLUMNS - 2))]
        for row in range(1, rows)
    ]
    return write_xlsx([("6A1", [titles, *texts])])


def read_apart(content: bytes) -> Workbook:
    """As the portal reads an upload."""
    return read_workbook(content, "a.xlsx")


def read_here(content: bytes) -> Workbook:
    """The same answer without the child."""
    out = BytesIO()
    answer(content, "a", DEFAULT_LIMITS, out)
    return workbook_of(out.getvalue(), "a.xlsx")


def measure(read: Callable[[bytes], Workbook], content: bytes, rows: int) -> float:
    """Least processor seconds of some rounds; every row is looked at."""
    return min(_once(read, content, rows) for _ in range(ROUNDS))


def _once(read: Callable[[bytes], Workbook], content: bytes, rows: int) -> float:
    before = _seconds()
    assert sum(1 for _row in read(content).sheets[0].rows()) == rows
    return _seconds() - before


def _seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
