"""The objects of an R file: data are read, programs are passed over and never run.

Source: R Internals, 1.8 Serialization Formats; `ReadItem` of `src/main/serialize.c`.
"""

from __future__ import annotations

from collections.abc import Iterator

from terrier.connectors.rdata.compact import unfolded
from terrier.connectors.rdata.kinds import NULL, Kind, Value
from terrier.connectors.rdata.opening import Opened
from terrier.connectors.rdata.stream import damaged
from terrier.domain.kernel.errors import Unreadable

DEEPEST = 100
"""Levels of nesting: a data frame has three, a function a dozen or two."""
_HAS_ATTRIBUTES, _HAS_TAG = 1 << 9, 1 << 10
_LATIN1, _UTF8 = 1 << 14, 1 << 15
"""Marks of a text, among its flags."""
_CONSTANT = frozenset(
    (Kind.BASE, Kind.EMPTY, Kind.BASE_NAMESPACE, Kind.MISSING, Kind.UNBOUND, Kind.GLOBAL)
)
_PAIRED = frozenset((Kind.PAIRS, Kind.CLOSURE, Kind.PROMISE, Kind.CALL, Kind.DOTS))
_CODE_PAIRS = frozenset((Kind.PAIRS, Kind.CALL, Kind.PAIRS_IN_CODE, Kind.CALL_IN_CODE))


def objects(file: Opened) -> Iterator[tuple[str, Value]]:
    """Give the objects of a file with their names, one at a time; that of an .rds has none.

    Raises
    ------
    Unreadable
        Where the file is damaged, or nests deeper than data do.
    """
    reader = _Reader(file)
    if file.workspace:
        yield from reader.pairs()
    else:
        yield "", reader.value()


class _Reader:
    def __init__(self, file: Opened) -> None:
        self._stream = file.stream
        self._encoding = file.encoding
        self._seen: list[Value] = []
        self._depth = 0

    def value(self) -> Value:
        """Read the next object."""
        return self._value(self._stream.integer())

    def _value(self, flags: int) -> Value:
        self._deeper()
        kind = _kind(flags & 0xFF)
        if kind == Kind.NULL:
            found = NULL
        elif kind == Kind.REFERENCE:
            found = self._reference(flags)
        elif kind in _PAIRED:
            found = Value(kind, list(self.pairs(flags)))
        elif kind in _CONSTANT:
            found = Value(kind)
        else:
            found = self._content(kind, flags)
            if flags & _HAS_ATTRIBUTES and kind != Kind.ENVIRONMENT:
                found.attributes.update(self._attributes())
        self._depth -= 1
        return found

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable(
                f"Les objets de ce fichier de R s'emboîtent sur plus de {DEEPEST} niveaux : ce ne "
                "sont pas des tableaux. Enregistrez les seuls tableaux avec save(), puis "
                "renvoyez-le."
            )

    def _attributes(self) -> dict[str, Value]:
        given = self.value()
        return dict(given.content) if given.kind == Kind.PAIRS else {}

    def pairs(self, flags: int | None = None) -> Iterator[tuple[str, Value]]:
        """Read a chain of pairs as (tag, object); a long one is no nesting."""
        flags = self._stream.integer() if flags is None else flags
        while flags & 0xFF in _PAIRED:
            if flags & _HAS_ATTRIBUTES:
                self.value()
            tag = self.value() if flags & _HAS_TAG else NULL
            yield tag.content if tag.kind == Kind.SYMBOL else "", self.value()
            flags = self._stream.integer()
        if flags & 0xFF != Kind.NULL:
            yield "", self._value(flags)

    def _reference(self, flags: int) -> Value:
        number = flags >> 8 or self._stream.integer()
        if not 0 < number <= len(self._seen):
            raise damaged(f"reference {number} of {len(self._seen)}")
        return self._seen[number - 1]

    def _content(self, kind: Kind, flags: int) -> Value:
        """Read what comes between the flags of an object and its attributes."""
        match kind:
            case Kind.CHARACTERS:
                return Value(kind, self._characters(flags))
            case Kind.TEXT:
                return Value(kind, self._texts())
            case Kind.LOGICAL | Kind.INTEGER:
                return Value(kind, self._stream.integers(self._length()))
            case Kind.DOUBLE:
                return Value(kind, self._stream.doubles(self._length()))
            case Kind.COMPLEX:
                return Value(kind, self._stream.doubles(2 * self._length()).view("complex128"))
            case Kind.RAW:
                return Value(kind, self._stream.raw(self._length()))
            case Kind.LIST | Kind.EXPRESSION:
                return Value(kind, [self.value() for _ in range(self._length())])
            case Kind.COMPACT:
                information, state, attributes = self.value(), self.value(), self.value()
                found = unfolded(information, state)
                found.attributes |= (
                    dict(attributes.content) if attributes.kind == Kind.PAIRS else {}
                )
                return found
            case _:
                return self._program(kind)

    def _program(self, kind: Kind) -> Value:
        """Pass over what is no data, and count what later references point at."""
        found = Value(kind)
        match kind:
            case Kind.SYMBOL:
                found.content = self.value().content
                if not isinstance(found.content, str):
                    raise damaged("a symbol without a name")
                self._seen.append(found)
            case Kind.ENVIRONMENT:
                self._seen.append(found)
                self._stream.integer()
                self._skip(4)
            case Kind.POINTER | Kind.WEAK:
                self._seen.append(found)
                self._skip(2 if kind == Kind.POINTER else 0)
            case Kind.PACKAGE | Kind.NAMESPACE | Kind.PERSISTENT:
                self._stream.integer()
                self._skip(self._checked(self._stream.integer()))
                self._seen.append(found)
            case Kind.SPECIAL | Kind.BUILTIN:
                self._stream.text(self._stream.integer())
            case Kind.BYTECODE:
                self._stream.integer()
                self._code()
            case Kind.OBJECT:
                pass
            case _:
                raise damaged(f"unexpected {kind.name}")
        return found

    def _skip(self, count: int) -> None:
        for _ in range(count):
            self.value()

    def _code(self) -> None:
        """Pass over compiled code: its instructions, then its constants."""
        self.value()
        for _ in range(self._checked(self._stream.integer())):
            kind = _kind(self._stream.integer())
            if kind == Kind.BYTECODE:
                self._nested_code()
            elif kind in _CODE_PAIRS or kind in (Kind.CODE_SEEN, Kind.CODE_NAMED):
                self._code_pairs(kind)
            else:
                self.value()

    def _nested_code(self) -> None:
        self._deeper()
        self._code()
        self._depth -= 1

    def _code_pairs(self, kind: Kind) -> None:
        self._deeper()
        while True:
            if kind == Kind.CODE_NAMED:
                self._stream.integer()
                kind = _kind(self._stream.integer())
            if kind not in _CODE_PAIRS:
                break
            if kind in (Kind.PAIRS_IN_CODE, Kind.CALL_IN_CODE):
                self.value()
            self.value()
            self._code_pairs(_kind(self._stream.integer()))
            kind = _kind(self._stream.integer())
        if kind == Kind.CODE_SEEN:
            self._stream.integer()
        else:
            self.value()
        self._depth -= 1

    def _length(self) -> int:
        length = self._stream.integer()
        if length == -1:
            length = (self._stream.integer() << 32) + self._stream.integer()
        return self._checked(length)

    def _checked(self, length: int) -> int:
        if not 0 <= length <= self._stream.left():
            raise damaged(f"{length} values announced, {self._stream.left()} bytes left")
        return length

    def _texts(self) -> list[str | None]:
        texts: list[str | None] = []
        for _ in range(self._length()):
            flags = self._stream.integer()
            if flags & 0xFF != Kind.CHARACTERS:
                raise damaged(f"a {flags & 0xFF} among texts")
            texts.append(self._characters(flags))
            if flags & _HAS_ATTRIBUTES:
                self.value()
        return texts

    def _characters(self, flags: int) -> str | None:
        length = self._stream.integer()
        if length == -1:
            return None
        raw = self._stream.text(length)
        if raw.isascii():
            return raw.decode("ascii")
        if flags & _UTF8:
            return raw.decode("utf-8", "replace")
        return self._unmarked(raw, latin=bool(flags & _LATIN1))

    def _unmarked(self, raw: bytes, latin: bool) -> str:
        """Read a text of the writer's own encoding; R on Windows calls cp1252 « latin1 »."""
        for encoding in ("cp1252",) if latin else (self._encoding or "utf-8", "utf-8", "cp1252"):
            try:
                return raw.decode(encoding)
            except (UnicodeDecodeError, LookupError):
                continue
        return raw.decode("latin-1")


def _kind(code: int) -> Kind:
    try:
        return Kind(code if code else Kind.NULL)
    except ValueError as wrong:
        raise damaged(f"unknown type {code}") from wrong
