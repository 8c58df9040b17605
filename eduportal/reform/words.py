"""What standings and overlaps are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eduportal.reform.rules import Overlap, Standing

STANDINGS: dict[Standing, tuple[Promise, str]] = {
    Standing.REACHED: (_("reached"), "green"),
    Standing.UNDER_WAY: (_("not yet"), "navy"),
    Standing.MISSED: (_("missed"), "amber"),
    Standing.UNKNOWN: (_("not known"), ""),
    Standing.WITHOUT_TARGET: (_("without a target"), ""),
}
OVERLAPS: dict[Overlap, tuple[Promise, str]] = {
    Overlap.SAME: (_("the same twice: make it one"), "navy"),
    Overlap.TWO_DATES: (_("one target with several dates"), "navy"),
    Overlap.CONTRADICT: (_("contradict each other"), "amber"),
}
