"""Pages of signing in and of a user's own account."""

from eduportal.accounts.refusals import locked_out

__all__ = ["locked_out"]
