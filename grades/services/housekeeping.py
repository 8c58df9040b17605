"""What the mark book need not keep."""

from datetime import timedelta

from django.utils import timezone

from grades.models import CellOperation

OPERATIONS_KEPT_DAYS = 30


def clear_operations() -> int:
    """Forget the identities of saves no browser can still be retrying; returns how many."""
    old = timezone.now() - timedelta(days=OPERATIONS_KEPT_DAYS)
    return CellOperation.objects.filter(at__lt=old).delete()[0]
