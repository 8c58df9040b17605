"""What is assessed of a student beside subjects."""

from typing import Protocol


class NamedTrait(Protocol):
    """A quality or a competence, by its official name."""

    @property
    def name(self) -> str: ...
