"""How large and how strange an uploaded file may be before the portal declines to read it."""

from dataclasses import dataclass

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one uploaded file may cost.

    Bytes, entries and ratio are checked before the file is unpacked, and before an .xlsx is opened
    the cells of a sheet together with the different texts of the file (`max_held`), which the
    library holds at once. The process that reads it may take `max_memory_bytes` more of address
    space, `max_seconds` of processor time and `max_answer_bytes` of disk; it is ended after
    `max_wait_seconds` by the clock. Rows and columns count from A1 to the last filled cell; cells
    and the characters of their texts are summed over the sheets.
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
    # python-calamine takes some 70 bytes a cell and 60 a text: 360 MB with the process itself.
    max_held: int = 5_000_000
    # Excel's own limit.
    max_cell_characters: int = 32_767
    # The portal holds 500 rows at a time: where these are long, all the text of the file.
    max_characters: int = 40_000_000
    # For sheets that are large and nearly empty, and for the other formats.
    max_memory_bytes: int = 450 * _MEGABYTE
    max_seconds: int = 120
    # Of processors shared with others.
    max_wait_seconds: int = 300
    # The portal maps the answer. 150,000 rows of 25 cells, most of them numbers, take 36 MB.
    max_answer_bytes: int = 128 * _MEGABYTE


DEFAULT_LIMITS = Limits()
# A small file may pack well without doing harm.
RATIO_COUNTS_FROM_BYTES = _MEGABYTE
