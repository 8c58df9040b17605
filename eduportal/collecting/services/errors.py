"""Refusals of the services of collections."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from eduportal.collecting.models import Collection, Return


class CollectingRefused(ValueError):
    """What cannot be done; `problems` holds a sentence for each reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problems))


def refuse_if(is_so: bool, sentence: str) -> None:
    if is_so:
        raise CollectingRefused([sentence])


def locked(collection: Collection, shown: int) -> Collection:
    """The collection, locked and one change further, if as shown. Raises CollectingRefused."""
    row = Collection.objects.select_for_update(of=["self"]).filter(pk=collection.pk).first()
    refuse_if(row is None or row.revision != shown, _changed())
    assert row is not None
    row.revision += 1
    row.save(update_fields=["revision"])
    return row


def locked_return(row: Return, shown: int) -> Return:
    """The return, locked and one change further, if it is as shown. Raises CollectingRefused."""
    found = (
        Return.objects.select_for_update(of=["self"])
        .select_related("collection", "version", "of_school", "unit")
        .filter(pk=row.pk, is_newest=True)
        .first()
    )
    refuse_if(found is None or found.revision != shown, _changed())
    assert found is not None
    found.revision += 1
    found.save(update_fields=["revision"])
    return found


def _changed() -> str:
    return _("This has been changed since this page was opened. Nothing was saved; reload it.")
