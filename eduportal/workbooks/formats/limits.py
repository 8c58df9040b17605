"""How large and how strange an uploaded file may be before the portal declines to open it."""

from dataclasses import dataclass

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one uploaded file may cost. Checked before the file is unpacked into memory.

    Rows and columns count from A1 to the last filled cell; cells are rows x columns, summed over
    the sheets, because that is what the reading library allocates, filled or not.
    """

    max_bytes: int = 20 * _MEGABYTE
    max_entries: int = 2_000
    max_unpacked_bytes: int = 600 * _MEGABYTE
    # Real workbooks pack 5 to 20 times, long lists of one repeated remark 50 times; deflate can
    # reach 1,032.
    max_ratio: int = 250
    max_rows: int = 500_000
    max_columns: int = 256
    max_cells: int = 15_000_000
    # One long text used by a million cells is stored once in the file and a million times in
    # memory.
    max_text_bytes: int = 1024 * _MEGABYTE


DEFAULT_LIMITS = Limits()
# A small file may pack well without doing harm.
RATIO_COUNTS_FROM_BYTES = _MEGABYTE
