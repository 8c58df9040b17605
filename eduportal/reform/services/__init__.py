"""The only writers of the register of schemes."""

from eduportal.reform.services.errors import ReformRefused, refuse_if
from eduportal.reform.services.measures import (
    add_evidence,
    claim,
    confirm,
    drop,
    reopen,
    send_back,
)
from eduportal.reform.services.merging import merge
from eduportal.reform.services.schemes import (
    add_scheme,
    change_scheme,
    end_scheme,
    put_indicator,
    put_measure,
    put_objective,
    remove_part,
    report_value,
    take_up_scheme,
)

__all__ = [
    "ReformRefused",
    "add_evidence",
    "add_scheme",
    "change_scheme",
    "claim",
    "confirm",
    "drop",
    "end_scheme",
    "merge",
    "put_indicator",
    "put_measure",
    "put_objective",
    "refuse_if",
    "remove_part",
    "reopen",
    "report_value",
    "send_back",
    "take_up_scheme",
]
