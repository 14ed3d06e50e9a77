# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A zip file of XML parts, which may be hostile, unpacked and parsed within limits."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from xml.parsers import expat

from .types import MEGABYTE, Limits, SheetError

_CHUNK = 64 * 1024
# What a workbook is not packed tighter than; deflate can reach 1,032.
_RATIO = 200
_RATIO_FROM = 10 * MEGABYTE
_PARTS = 5000
# Elements within elements, and the bytes of one tag or comment: the parser keeps both.
_DEPTH = 100
_TAG = MEGABYTE
# All elements of all parts, for each cell that is taken: it has up to three itself.
_ELEMENTS = 6
# What zipfile raises over damaged files; offsets in them may be negative or huge.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    ValueError,
)

Attributes = dict[str, str]


class Package:
    """A zip file that is opened, and unpacked, within limits."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raise SheetError `unreadable`, `encrypted` or `too_large`."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BROKEN as error:
            raise SheetError("unreadable") from error
        parts = self._zip.infolist()
        self._limit = limits.unpacked_bytes
        self._read = 0
        self._elements = _ELEMENTS * limits.cells
        if len(parts) > _PARTS or sum(p.file_size for p in parts) > self._limit:
            raise SheetError("too_large", limit=self._limit)
        for part in parts:
            if part.flag_bits & 0x1:
                raise SheetError("encrypted")
            packed_too_tight = part.file_size > _RATIO * max(part.compress_size, 1)
            if packed_too_tight and part.file_size > _RATIO_FROM:
                raise SheetError("too_large", limit=self._limit)
        self._names = {part.filename.lower(): part for part in parts}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def has_suffix(self, suffix: str) -> bool:
        """Tell whether the name of any part ends so."""
        return any(name.endswith(suffix) for name in self._names)

    def count_elements(self, count: int) -> None:
        """Raise SheetError `too_large` for more than any list has."""
        self._elements -= count
        if self._elements < 0:
            raise SheetError("too_large", elements=count)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Give the bytes of a part, and count them: a header may lie about its size.

        Raises SheetError `unreadable` or `too_large`.
        """
        part = self._names.get(name.lower())
        if part is None or part.compress_type not in (0, zipfile.ZIP_DEFLATED):
            raise SheetError("unreadable", part=name)
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    self._read += len(chunk)
                    if self._read > self._limit:
                        raise SheetError("too_large", limit=self._limit)
                    yield chunk
        except _BROKEN as error:
            raise SheetError("unreadable", part=name) from error


class Walker:
    """Reads the elements of one XML part; what is wanted of it is in two functions."""

    def __init__(
        self,
        package: Package,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        depth = 0

        def opened(name: str, attributes: Attributes) -> None:
            nonlocal depth
            depth += 1
            self._opened += 1
            if depth > _DEPTH:
                raise SheetError("unreadable", depth=_DEPTH)
            start(name, attributes)

        def closed(name: str) -> None:
            nonlocal depth
            depth -= 1
            if end:
                end(name)

        self._package = package
        self._fed = self._opened = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = opened
        self._parser.EndElementHandler = closed
        self._parser.CharacterDataHandler = text
        # Entities are declared in a DOCTYPE only, and no workbook needs one.
        self._parser.StartDoctypeDeclHandler = _refuse_doctype

    def feed(self, chunk: bytes, last: bool = False) -> None:
        """Raise SheetError `unreadable` for XML that is broken, has a DOCTYPE, or has
        elements or tags that no workbook has: too deep, or too long; `too_large` for
        too many of them.
        """
        self._fed += len(chunk)
        try:
            self._parser.Parse(chunk, last)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise SheetError("unreadable") from error
        if self._fed - self._parser.CurrentByteIndex > _TAG + len(chunk):
            raise SheetError("unreadable", limit=_TAG)
        self._package.count_elements(self._opened)
        self._opened = 0


def _refuse_doctype(*_declaration: object) -> None:
    raise SheetError("unreadable", doctype=True)


def walk(
    package: Package,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read a whole part. Raises SheetError like Package.chunks() and Walker.feed()."""
    walker = Walker(package, start, end, text)
    for chunk in package.chunks(part):
        walker.feed(chunk)
    walker.feed(b"", last=True)


def local(name: str) -> str:
    """Return the name of an element or attribute without its namespace's prefix."""
    return name.rpartition(":")[2]
