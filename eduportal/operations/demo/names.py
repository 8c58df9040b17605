"""Invented names of people, in the frequencies heard in the south of Vietnam."""

import csv
import random
from collections import defaultdict
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from eduportal.core.text import name_sort_key, search_key
from students.choices import Sex

FOLDER = Path(__file__).parent
# Share of students by ethnicity, about as in the province; the rest is too small for a demo.
ETHNICITIES = {"Kinh": 977, "Khmer": 14, "Hoa": 9}


class Names:
    """Draws names; the same random source gives the same names."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._parts: defaultdict[tuple[str, str, str], tuple[list[str], list[int]]] = defaultdict(
            lambda: ([], [])
        )
        with (FOLDER / "names.csv").open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                texts, weights = self._parts[line["part"], line["ethnicity"], line["sex"]]
                texts.append(line["text"])
                weights.append(int(line["weight"]))
        for _texts, weights in self._parts.values():
            weights[:] = accumulate(weights)
        self._ethnicities = list(ETHNICITIES), list(accumulate(ETHNICITIES.values()))

    def full_name(self, sex: str, ethnicity: str = "Kinh") -> str:
        """Family, middle and given name; the given name never repeats the middle one."""
        family = self._one("family", ethnicity, "")
        middle = self._one("middle", ethnicity, sex)
        given = self._one("given", ethnicity, sex)
        while middle.endswith(given):
            given = self._one("given", ethnicity, sex)
        return f"{family} {middle} {given}"

    def person(self) -> tuple[str, str, str]:
        """Full name, sex and ethnicity; 51.5 % of children are boys."""
        sex = Sex.MALE.value if self._draw.random() < 0.515 else Sex.FEMALE.value
        texts, weights = self._ethnicities
        ethnicity = self._draw.choices(texts, cum_weights=weights)[0]
        return self.full_name(sex, ethnicity), sex, ethnicity

    def _one(self, part: str, ethnicity: str, sex: str) -> str:
        texts, weights = self._parts[part, ethnicity, sex]
        return self._draw.choices(texts, cum_weights=weights)[0]


@lru_cache(maxsize=500_000)
def keys(full_name: str) -> tuple[str, str]:
    """Sort key and search key. Most names of a province repeat, and making keys is slow."""
    return name_sort_key(full_name), search_key(full_name)
