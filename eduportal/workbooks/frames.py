"""The frames in which the child of eduportal.workbooks.reading answers: a kind, a length, a value.

The child needs nothing else of that module, and each file waits for what its child imports.
"""

import struct
from collections.abc import Collection

FRAME = struct.Struct("<cQ")
# The name of the sheet that is read next; what it is; some of its rows.
OPENING, SHEET, ROWS = b"O", b"S", b"R"
# The end: the kind of the file, or why it is refused.
DONE, REFUSED = b"D", b"X"
# How the child ends where it met a limit and the system did not end it.
OVER_LIMIT = 75


def bits_of(numbers: Collection[int]) -> bytes:
    """Some numbers in a small space, however many they are: bit n of the bytes is number n."""
    bits = bytearray(max(numbers, default=-1) // 8 + 1)
    for number in numbers:
        bits[number // 8] |= 1 << number % 8
    return bytes(bits)


def from_bits(bits: bytes) -> frozenset[int]:
    """The numbers that bits_of has put into a small space."""
    return frozenset(
        8 * place + bit
        for place, byte in enumerate(bits)
        if byte
        for bit in range(8)
        if byte >> bit & 1
    )
