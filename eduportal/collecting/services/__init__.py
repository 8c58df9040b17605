"""The only writers of collections and returns."""

from eduportal.collecting.services.answering import (
    Given,
    ReturnRefused,
    Sent,
    correct,
    save_answers,
    submit,
)
from eduportal.collecting.services.deciding import (
    approve,
    approve_all,
    look,
    reopen,
    send_back,
)
from eduportal.collecting.services.errors import CollectingRefused
from eduportal.collecting.services.making import (
    Wanted,
    change_collection,
    delete_draft,
    draft_collection,
    write_form,
)
from eduportal.collecting.services.opening import (
    begin_version,
    close,
    extend,
    open_collection,
    open_version,
)
from eduportal.collecting.services.telling import remind, remind_before

__all__ = [
    "CollectingRefused",
    "Given",
    "ReturnRefused",
    "Sent",
    "Wanted",
    "approve",
    "approve_all",
    "begin_version",
    "change_collection",
    "close",
    "correct",
    "delete_draft",
    "draft_collection",
    "extend",
    "look",
    "open_collection",
    "open_version",
    "remind",
    "remind_before",
    "reopen",
    "save_answers",
    "send_back",
    "submit",
    "write_form",
]
