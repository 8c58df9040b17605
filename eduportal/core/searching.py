"""Finding people and places by words of their names."""

from django.db.models import Q

from eduportal.core.text import search_key


def named(text: str) -> Q:
    """A condition on rows with a `search_key`: every word of the text begins a word of the name.

    In any order, with or without accents. A text without words finds nobody.
    """
    words = search_key(text).split()
    if not words:
        return Q(pk__in=[])
    return Q(*(Q(search_key__startswith=w) | Q(search_key__contains=f" {w}") for w in words))


def words_in(text: str, *fields: str) -> Q:
    """A condition on rows: every word of the text, without accents, stands in one of the fields.

    In any order; a text without words fits every row.
    """
    found = Q()
    for word in search_key(text).split():
        found &= Q(*((f"{name}__contains", word) for name in fields), _connector=Q.OR)
    return found
