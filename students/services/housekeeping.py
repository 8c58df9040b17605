"""What the nightly clean-up deletes of the register; eduportal/privacy/retention.py says when."""

from eduportal.core.keeping import AgedRows
from students.models import AnswerCount, EnrolmentListRow, Transfer

TRANSFERS = AgedRows(Transfer, "given_up_at")
STRANGERS = AgedRows(EnrolmentListRow, "stranger_since")
ANSWERS = AgedRows(AnswerCount, "began_at")
