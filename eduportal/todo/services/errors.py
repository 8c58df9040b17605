"""Why a step of a task is refused."""


class TaskRefused(Exception):
    """The sentence for the person who tried."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
