"""What is found by looking through a file before a library opens it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from eduportal.workbooks.formats.looks import Looks
from eduportal.workbooks.formats.patches import Patches


@dataclass(frozen=True, slots=True)
class Inspected:
    """What python-calamine passes over, by the name of the sheet, and the file's calendar."""

    patches: Mapping[str, Patches] = field(default_factory=dict)
    looks: Mapping[str, Looks] = field(default_factory=dict)
    counts_from_1904: bool = False

    def sheet(self, name: str) -> tuple[Patches, Looks]:
        """What was found in one sheet."""
        return self.patches.get(name) or Patches(), self.looks.get(name) or Looks()
