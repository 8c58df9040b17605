"""What the nightly clean-up deletes of signing in; eduportal/privacy/retention.py says when."""

from knox.models import AuthToken

from eduportal.accounts.models import BrowserSession, GuessCount, Mail, OneTimeLink, SignIn
from eduportal.core.keeping import AgedMonths, AgedRows

SESSIONS = AgedRows(BrowserSession, "expire_date")
TOKENS = AgedRows(AuthToken, "expiry")
GUESSES = AgedRows(GuessCount, "last_failed_at")
LINKS = AgedRows(OneTimeLink, "ends_at")
MAILS = AgedRows(Mail, "made_at")
SIGN_INS = AgedMonths(SignIn)
