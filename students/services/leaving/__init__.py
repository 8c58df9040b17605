"""The only writers of leavers, their destinations, and lists of institutions."""

from students.services.leaving.deciding import decide_row
from students.services.leaving.freezing import (
    COUNT,
    follow_leavers,
    freeze,
    freeze_year,
    keep_snapshots,
)
from students.services.leaving.guiding import record_guidance, remove_guidance
from students.services.leaving.linking import (
    LinkOver,
    handed_over,
    make_link,
    open_link,
    use_link,
)
from students.services.leaving.lists import (
    Source,
    hand_over,
    receive_list,
    resume_lists,
    work_on_list,
)
from students.services.leaving.reading import Listed, ListRefused, read_list
from students.services.leaving.saying import Answer, keep_destinations, say_destinations

__all__ = [
    "COUNT",
    "Answer",
    "LinkOver",
    "ListRefused",
    "Listed",
    "Source",
    "decide_row",
    "follow_leavers",
    "freeze",
    "freeze_year",
    "hand_over",
    "handed_over",
    "keep_destinations",
    "keep_snapshots",
    "make_link",
    "open_link",
    "read_list",
    "receive_list",
    "record_guidance",
    "remove_guidance",
    "resume_lists",
    "say_destinations",
    "use_link",
    "work_on_list",
]
