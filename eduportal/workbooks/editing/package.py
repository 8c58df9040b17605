"""The zip of an .xlsx written anew: some parts changed or added, all others as they are.

ECMA-376 part 2: parts are named in [Content_Types].xml and tied together by relations.
"""

import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO

from eduportal.workbooks.editing.markup import (
    Element,
    appended,
    elements,
    escaped,
    prefix_of,
    relations_of,
    spliced,
)
from eduportal.workbooks.formats.archive import Archive, tags
from eduportal.workbooks.problems import UnreadableWorkbook

TYPES = "[content_types].xml"
WORKBOOK = "xl/workbook.xml"
_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships '
    b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
# The drawing of 60,000 comments has 30 MB.
_LARGEST_READ = 100 * 1024 * 1024
_TYPE = "application/vnd.openxmlformats-officedocument."


class Package:
    """The parts of one .xlsx.

    A part is named without a slash in front, in small letters: a new one as it is to be spelled.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._changed: dict[str, bytes] = {}
        # By small letters, as the zip spells it.
        self._names = {part: entry.filename for part, entry in archive.parts.items()}
        self._streams: dict[str, Callable[[], Iterator[bytes]]] = {}
        self.relations = relations_of(self.read(WORKBOOK)[:2000])

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._names

    def read(self, part: str) -> bytes:
        """The whole of one small part as it is by now; empty if there is none.

        Raises UnreadableWorkbook for one that is far larger than such parts are.
        """
        entry = self._archive.parts.get(part)
        if entry is not None and entry.file_size > _LARGEST_READ:
            raise UnreadableWorkbook("too_heavy")
        return self._changed[part] if part in self._changed else self._archive.text(part)

    def pieces(self, part: str) -> Iterator[bytes]:
        """A part of the file as it came, in pieces that split no markup."""
        return tags(self._archive.chunks(part))

    def put(self, part: str, content: bytes) -> None:
        """Change a small part, or add one that needs no type of its own."""
        self._names.setdefault(part.lower(), part)
        self._changed[part.lower()] = content

    def stream(self, part: str, pieces: Callable[[], Iterator[bytes]]) -> None:
        """Have a part of the file written from these pieces."""
        self._streams[part] = pieces

    def add(self, part: str, content: bytes, kind: str) -> None:
        """Add a part whose type is that of OpenXML documents called `kind`."""
        self.put(part, content)
        name = b'PartName="/%s"' % part.encode()
        self._declare(b"<%%sOverride %s ContentType=%s/>" % (name, b'"%s"' % _full(kind)))

    def declare_ending(self, ending: str, kind: str) -> None:
        """Give all parts whose names end so a type, unless they have one."""
        known = [each.attributes.get("Extension", "").lower() for each in self._types()]
        if ending not in known:
            name = b'Extension="%s"' % ending.encode()
            self._declare(b"<%%sDefault %s ContentType=%s/>" % (name, b'"%s"' % _full(kind)))

    def related(self, source: str, kind: str, number: str = "") -> str:
        """The part that one part names with a relation of this kind, or with this id; "" if none.

        Raises UnreadableWorkbook where it names one that is not there.
        """
        for each in self._relations(source):
            if each.attributes.get("Type", "").endswith(f"/{kind}"):
                if number in ("", each.attributes.get("Id")):
                    return self._target(source, each)
        return ""

    def relate(self, source: str, kind: str, target: str) -> str:
        """The id of a new relation from one part to another."""
        spelled, aim = self._names.get(source, source), self._names.get(target.lower(), target)
        part = _relations_part(spelled)
        content = self.read(part.lower()) or _RELATIONS
        known = elements(content)
        taken = {each.attributes.get("Id") for each in known}
        number = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        path = posixpath.relpath(f"/{aim}", f"/{posixpath.dirname(spelled)}")
        child = b'<%sRelationship Id="%s" Type="%s/%s" Target="%s"/>' % (
            *(prefix_of(content), number.encode(), self.relations.encode()),
            *(kind.encode(), escaped(path)),
        )
        self.put(part, spliced(content, appended(content, known[0], child)))
        return number

    def free_name(self, pattern: str) -> str:
        """A name that no part has: the pattern with the first number that is free."""
        numbers = range(1, len(self._names) + 2)
        return next(name for n in numbers if (name := pattern % n) not in self)

    def written(self, last: Callable[[], Mapping[str, bytes]]) -> bytes:
        """The whole file. `last` gives the parts that are known once the others are written."""
        content = BytesIO()
        late: list[str] = []
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
            for part, entry in self._archive.parts.items():
                if part in self._streams:
                    self._write(new, entry, self._streams[part]())
                elif part in self._changed:
                    self._write(new, entry, iter([self._changed[part]]))
                elif part in _LATE:
                    late.append(part)
                else:
                    self._write(new, entry, self._archive.chunks(part))
            self._write_new(new, late, last())
        return content.getvalue()

    def _write_new(self, new: zipfile.ZipFile, late: list[str], last: Mapping[str, bytes]) -> None:
        """The parts that are known last, and those the file did not have."""
        for part in late:
            pieces = iter([last[part]]) if part in last else self._archive.chunks(part)
            self._write(new, self._archive.parts[part], pieces)
        for part, content in {**self._changed, **last}.items():
            if part not in self._archive.parts:
                new.writestr(self._names.get(part, part), content)

    @staticmethod
    def _write(new: zipfile.ZipFile, entry: zipfile.ZipInfo, pieces: Iterator[bytes]) -> None:
        info = zipfile.ZipInfo(entry.filename, entry.date_time)
        info.compress_type = entry.compress_type
        info.external_attr, info.create_system = entry.external_attr, entry.create_system
        with new.open(info, "w") as target:
            for piece in pieces:
                target.write(piece)

    def _types(self) -> list[Element]:
        return elements(self.read(TYPES))

    def _declare(self, child: bytes) -> None:
        content = self.read(TYPES)
        markup = child % prefix_of(content)
        self.put(TYPES, spliced(content, appended(content, elements(content)[0], markup)))

    def _relations(self, source: str) -> list[Element]:
        content = self.read(_relations_part(source).lower())
        return elements(content) if content else []

    def _target(self, source: str, relation: Element) -> str:
        base = f"/{posixpath.dirname(source)}"
        path = posixpath.normpath(posixpath.join(base, relation.attributes.get("Target", "")))
        part = path.lstrip("/").lower()
        if part not in self._names:
            raise UnreadableWorkbook("damaged")
        return part


# Which styles the cells need is known once they are written.
_LATE = frozenset(("xl/styles.xml",))


def _relations_part(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _full(kind: str) -> bytes:
    return (_TYPE + kind).encode()
