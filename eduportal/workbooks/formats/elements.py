"""XML from outside as plain elements: no entities, no types, no more than one can hold."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from eduportal.workbooks.problems import UnreadableWorkbook

# Some 250 bytes each: a school's timetable with all its constraints has a quarter of it.
MOST_ELEMENTS = 400_000
_MOST_AT_ONCE = 64 * 1024
# A timetable has five levels; searches within searches go through each level anew.
_DEEPEST = 20


@dataclass(slots=True)
class Element:
    """One element. Names in its search are compared in any letter case: programs differ."""

    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def __getitem__(self, name: str) -> str:
        """An attribute without the spaces around it; "" if there is none."""
        return self.attributes.get(name, "").strip()

    def all(self, name: str = "") -> Iterator["Element"]:
        """Those of this name within it, at any depth; of "" every one."""
        wanted, waiting = name.lower(), [iter(self.children)]
        while waiting:
            for each in waiting[-1]:
                if not wanted or each.name.lower() == wanted:
                    yield each
                waiting.append(iter(each.children))
                break
            else:
                waiting.pop()

    def texts(self, name: str) -> list[str]:
        """What its own children of this name say."""
        found = [each.text.strip() for each in self.children if each.name.lower() == name.lower()]
        return [text for text in found if text]

    def first(self, name: str) -> str:
        """What the first of these says; "" if there is none."""
        return next(iter(self.texts(name)), "")

    def named(self, name: str) -> list[str]:
        """The attribute `name` of its own children of this name."""
        found = [each["name"] for each in self.children if each.name.lower() == name.lower()]
        return [text for text in found if text]


def elements_of(content: bytes, roots: Collection[str]) -> Element | None:
    """The outermost element, if it is one of these in small letters; None for any other.

    Raises UnreadableWorkbook for markup that is broken, too much, or declares anything of its own.
    """
    reader = _Reader(roots)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.types
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        for at in range(0, len(content), _MOST_AT_ONCE):
            parser.Parse(content[at : at + _MOST_AT_ONCE])
        parser.Parse(b"", True)
    except _OtherKindError:
        return None
    except (expat.ExpatError, ValueError, LookupError) as error:
        # An encoding that nobody knows is a LookupError, one of several bytes a ValueError.
        if reader.root is None:
            return None
        raise UnreadableWorkbook("damaged") from error
    return reader.root


class _OtherKindError(Exception):
    """The outermost element is none of those looked for."""


class _Reader:
    """Builds the elements from the parser's events."""

    def __init__(self, roots: Collection[str]) -> None:
        self.root: Element | None = None
        self._roots = roots
        self._open: list[Element] = []
        # Their texts, which come in pieces: adding them up takes quadratic time.
        self._texts: list[list[str]] = []
        self._count = 0
        self._declares = False

    def types(self, name: str, system: str | None, public: str | None, subset: int) -> None:
        """A bare “<!DOCTYPE FET>”, as old versions of FET write it, declares nothing.

        Refused before anything is declared: attributes of the first element could use it already.
        """
        if subset and name.lower() not in self._roots:
            raise _OtherKindError
        if subset:
            raise UnreadableWorkbook("xml_entities")
        self._declares = bool(system or public)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.root is None and name.lower() not in self._roots:
            raise _OtherKindError
        if self._declares:
            raise UnreadableWorkbook("xml_entities")
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise UnreadableWorkbook("too_many_cells", found=self._count, limit=MOST_ELEMENTS)
        if len(self._open) == _DEEPEST:
            raise UnreadableWorkbook("damaged")
        element = Element(name, attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._texts.append([])

    def characters(self, text: str) -> None:
        if text.strip():
            self._texts[-1].append(text)

    def end(self, _name: str) -> None:
        self._open.pop().text = "".join(self._texts.pop())
