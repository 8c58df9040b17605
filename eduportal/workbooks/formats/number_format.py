"""What a spreadsheet program shows of a number, by the cell's number format.

ECMA-376 part 1, 18.8.31. The decimal sign is written as a point, as everywhere in this package.
"""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from eduportal.workbooks.problems import UnreadableWorkbook

# Formats that a file names by number alone; 14 is the day as the reader's own machine writes it.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    16: "d-mmm",
    17: "mmm-yy",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    48: "##0.0E+0",
}
_TOKEN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|General|[^"\\_*\[]', re.IGNORECASE | re.DOTALL)
_CONDITION = re.compile(r"^\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]$")
_PLACES = frozenset("0#?")
# Excel writes at most 255 characters, of which some take several in the file.
_LONGEST = 1000
# The largest number that a cell can hold has 309 digits.
_EXACT = Context(prec=309 + _LONGEST)
_DAY_PARTS = frozenset("ymdhs")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the parts between semicolons: its tokens, and the condition that chooses it."""

    tokens: tuple[str, ...]
    condition: tuple[str, float] | None


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A format that may show a number otherwise than it is stored."""

    sections: tuple[_Section, ...]
    is_date: bool
    month_first: bool
    partial: bool

    def shown(self, number: float) -> str:
        """The text in the cell; no digits of its own where the format has none."""
        section, value = self._chosen(number)
        text = _rendered(section.tokens, abs(value))
        # Only the first section writes the minus itself.
        minus = value < 0 and any(sign in "123456789" for sign in text)
        return f"-{text}" if minus else text

    def day_shown(self, day: datetime.date) -> str:
        """The parts of a day that a date format shows, with numbers for names."""
        letters = {token.lower() for token in self.sections[0].tokens}
        parts = {"d": f"{day:%d}", "m": f"{day:%m}", "y": f"{day:%Y}"}
        return "/".join(text for letter, text in parts.items() if letter in letters)

    def _chosen(self, number: float) -> tuple[_Section, float]:
        for section in self.sections:
            if section.condition and _COMPARE[section.condition[0]](number, section.condition[1]):
                return section, abs(number) if len(self.sections) > 1 else number
        if any(section.condition for section in self.sections):
            plain = [section for section in self.sections if section.condition is None]
            return (plain or list(self.sections))[0], number
        if number < 0 and len(self.sections) > 1:
            return self.sections[1], abs(number)
        if number == 0 and len(self.sections) > 2:
            return self.sections[2], 0.0
        return self.sections[0], number


@lru_cache(maxsize=1024)
def parse_format(code: str) -> NumberFormat | None:
    """The format; None where it shows a number, a day or a text as it is stored.

    Raises UnreadableWorkbook for one that no program could have written.
    """
    if len(code) > _LONGEST:
        raise UnreadableWorkbook("damaged")
    if code.strip().lower() in ("", "general", "@", "standard"):
        return None
    sections = tuple(_section(part) for part in _split(code)[:3])
    letters = [t.lower() for t in sections[0].tokens if t.isalpha() and t.lower() in _DAY_PARTS]
    is_date = bool(letters) and not any(token in _PLACES for token in sections[0].tokens)
    if not is_date:
        return NumberFormat(sections, False, False, False)
    order = list(dict.fromkeys(letters))
    month_first = "d" in order and "m" in order and order.index("m") < order.index("d")
    month_first = month_first and order[0] == "m"
    partial = "d" in order and not {"m", "y"} <= set(order) or "d" not in order
    return NumberFormat(sections, True, month_first, partial and "h" not in order)


def _split(code: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for token in _TOKEN.findall(code):
        if token == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _section(tokens: list[str]) -> _Section:
    condition = None
    kept = []
    for token in tokens:
        if token.startswith("["):
            if match := _CONDITION.match(token):
                condition = (match[1], float(match[2]))
        elif token[0] == '"':
            kept.append('"' + token.strip('"'))
        elif token[0] == "\\":
            kept.append('"' + token[1:])
        elif token[0] == "_":
            kept.append('" ')
        elif token[0] != "*":
            kept.append(token)
    return _Section(tuple(kept), condition)


def _rendered(tokens: tuple[str, ...], value: float) -> str:
    if any(token.lower() == "general" for token in tokens):
        plain = f"{value:.11g}"
        return "".join(plain if t.lower() == "general" else t.lstrip('"') for t in tokens)
    places = [index for index, token in enumerate(tokens) if token in _PLACES]
    if not places:
        return "".join(token.lstrip('"') for token in tokens).strip()
    number = Decimal(repr(value)) * 100 ** sum(token == "%" for token in tokens)
    if "/" in tokens:
        return _fraction(tokens, number)
    if "E" in tokens or "e" in tokens:
        return f"{number:.{_decimals(tokens)}E}"
    first, last = places[0], places[-1]
    scale = sum(token == "," for token in tokens[last + 1 :])
    digits = _digits(tokens[first : last + 1], number / 1000**scale)
    before = "".join(token.lstrip('"') for token in tokens[:first])
    after = "".join(token.lstrip('"') for token in tokens[last + 1 :] if token != ",")
    return f"{before}{digits}{after}".strip()


def _decimals(tokens: tuple[str, ...]) -> int:
    if "." not in tokens:
        return 0
    behind = tokens[tokens.index(".") + 1 :]
    return next((i for i, token in enumerate(behind) if token not in _PLACES), len(behind))


def _digits(tokens: tuple[str, ...], number: Decimal) -> str:
    point = tokens.index(".") if "." in tokens else len(tokens)
    behind = [token for token in tokens[point + 1 :] if token in _PLACES]
    rounded = number.quantize(Decimal(1).scaleb(-len(behind)), ROUND_HALF_UP, _EXACT)
    whole, _point, decimals = f"{rounded:f}".partition(".")
    while decimals and behind and behind[-1] != "0" and decimals.endswith("0"):
        decimals, behind = decimals[:-1], behind[:-1]
    in_front = tokens[:point]
    whole = whole.lstrip("0").rjust(sum(token == "0" for token in in_front), "0")
    if "," in in_front:
        whole = f"{int(whole or 0):,}" if whole else ""
    else:
        whole = _with_signs(in_front, whole)
    return whole + (f".{decimals}" if decimals else "." if "." in tokens and behind else "")


def _with_signs(tokens: tuple[str, ...], whole: str) -> str:
    """The digits with what stands between their places, as in 000-000-000."""
    if all(token in _PLACES for token in tokens):
        return whole
    left, shown = list(whole), []
    for token in reversed(tokens):
        if token in _PLACES:
            shown.append(left.pop() if left else "")
        else:
            shown.append(token.lstrip('"')[::-1])
    return "".join(left) + "".join(shown)[::-1]


def _fraction(tokens: tuple[str, ...], number: Decimal) -> str:
    places = sum(token in "?0#" for token in tokens[tokens.index("/") + 1 :]) or 1
    part = Fraction(number).limit_denominator(10**places - 1)
    whole, rest = divmod(part.numerator, part.denominator)
    if not rest:
        return str(whole)
    return f"{whole or ''} {rest}/{part.denominator}".strip()
