"""Why an answer is not taken."""


class AnswerRefused(Exception):
    """Says in words why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
