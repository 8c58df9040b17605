"""Which nodes can be started, as data: who each is, and the node it sends to."""

from typing import NamedTuple

OFFICE = "Sở Giáo dục và Đào tạo"


class Place(NamedTuple):
    """One node: `code` names it in the exchange, `above` is the node it sends to.

    `port` is the usual one, `setting` asks for another; `processes` is how many answer pages.
    The schools of a province are invented from this number on; their codes begin with `prefix`.
    `school` is the one that has this node for itself.
    """

    tier: str
    code: str
    organisation: str
    above: str
    port: int
    setting: str
    processes: int = 1
    prefix: str = ""
    first_school: int = 1
    school: str = ""


PLACES = {
    "department": Place(
        "department", "long-an", f"{OFFICE} tỉnh Tây Ninh", "ministry", 8000, "EDUPORTAL_PORT",
        processes=2, prefix="S0",
    ),
    "ministry": Place(
        "ministry", "bo", "Bộ Giáo dục và Đào tạo", "", 8001, "EDUPORTAL_MINISTRY_PORT"
    ),
    "school": Place(
        "school", "long-an-s0011", "Trường THCS và THPT Long An", "department", 8002,
        "EDUPORTAL_SCHOOL_PORT", school="S0011",
    ),
    "neighbour": Place(
        "department", "tinh-ben", f"{OFFICE} tỉnh bên", "ministry", 8003,
        "EDUPORTAL_NEIGHBOUR_PORT", prefix="S5", first_school=5001,
    ),
}  # fmt: skip


def way_up(name: str) -> list[str]:
    """The codes of a node and of those above it."""
    place = PLACES[name]
    return [place.code, *(way_up(place.above) if place.above else [])]


TWO = ["department", "ministry"]
