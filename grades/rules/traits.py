"""What is assessed of a student beside subjects."""

from typing import Protocol


class CodedTrait(Protocol):
    """A quality or a competence, by its code."""

    @property
    def code(self) -> str: ...
