"""What two versions of a scope say otherwise, line by line, for a person who decides."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from eduportal.core.looking import Person
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.wire.package import Contents


@dataclass(frozen=True)
class Difference:
    """One thing about one line: what it is called, and what each version says; "–" for nothing.

    A line that one of the two does not have is one thing.
    """

    line: str
    thing: str
    mine: str
    theirs: str


def differences(mine: Contents, theirs: Contents) -> list[Difference]:
    """Everything the two say otherwise, by the names of the lines. The feed is the same."""
    return sorted(_found(mine, theirs), key=lambda each: each.line)


def differ(mine: Contents, theirs: Contents) -> bool:
    """Whether the two say anything otherwise: not all of it has to be found."""
    return next(_found(mine, theirs), None) is not None


def _found(mine: Contents, theirs: Contents) -> Iterator[Difference]:
    feed = feed_for(mine.header.feed)
    my_words, their_words = feed.in_words(mine.header), feed.in_words(theirs.header)
    mine_by_key = {feed.key_of(line): line for line in mine.lines}
    theirs_by_key = {feed.key_of(line): line for line in theirs.lines}
    for key in mine_by_key.keys() | theirs_by_key.keys():
        my_line, their_line = mine_by_key.get(key), theirs_by_key.get(key)
        name = feed.name_of(my_line or their_line or [])
        if not my_line or not their_line:
            is_here, is_there = (_("is there") if line else "–" for line in (my_line, their_line))
            yield Difference(name, _("the whole line"), is_here, is_there)
            continue
        said, meant = my_words(my_line), their_words(their_line)
        for thing in {**said, **meant}:
            if said.get(thing) != meant.get(thing):
                yield Difference(name, thing, said.get(thing, "–"), meant.get(thing, "–"))


def persons_differing(mine: Contents, theirs: Contents) -> list[Person]:
    """The students of this register about whom the two have other lines: whom `differences` names.

    One query.
    """
    feed = feed_for(mine.header.feed)
    here = {feed.key_of(line): line for line in mine.lines}
    there = {feed.key_of(line): line for line in theirs.lines}
    keys = [key for key in {**here, **there} if here.get(key) != there.get(key)]
    return feed.persons_of([here.get(key) or there[key] for key in keys])
