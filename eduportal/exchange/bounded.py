"""Reading what another machine answers: it may be too long, too slow, or never end."""

import time

import requests

PIECE_BYTES = 64 * 1024


class Unbounded(Exception):
    """The answer is longer or slower than it may be. `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def content_of(response: requests.Response, most_bytes: int, until: float) -> bytes:
    """The body, read until this moment of the monotonic clock at most.

    Read as it comes: on a very slow connection, a larger read would outlast the time limit. Raises
    Unbounded, and what requests and urllib3 raise.
    """
    content = bytearray()
    while piece := response.raw.read1(PIECE_BYTES, decode_content=True):
        content += piece
        if len(content) > most_bytes:
            raise Unbounded("not_understood", "the answer does not end")
        if time.monotonic() > until:
            raise Unbounded("no_answer", "the answer comes too slowly")
    return bytes(content)
