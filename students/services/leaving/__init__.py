"""The only writers of leavers, their destinations, and lists of institutions."""

from students.services.leaving.freezing import follow_leavers, freeze, keep_snapshots
from students.services.leaving.guiding import record_guidance, remove_guidance
from students.services.leaving.linking import LinkOver, make_link, open_link, use_link
from students.services.leaving.lists import Source, decide_row, receive_list
from students.services.leaving.reading import Listed, ListRefused, read_list
from students.services.leaving.saying import Answer, keep_destinations, say_destinations

__all__ = [
    "Answer",
    "LinkOver",
    "ListRefused",
    "Listed",
    "Source",
    "decide_row",
    "follow_leavers",
    "freeze",
    "keep_destinations",
    "keep_snapshots",
    "make_link",
    "open_link",
    "read_list",
    "receive_list",
    "record_guidance",
    "remove_guidance",
    "say_destinations",
    "use_link",
]
