"""What the text functions share: arguments judged as CPython judges them, texts lent to a core.

A function first lets CPython's own method of the same name try its arguments on an empty text: it
raises whatever is wrong with them, in the words of this Python. Then the text is lent to the core,
a str as its UTF-8, and indices in code points are turned into byte offsets by the core and back.

A str with lone surrogates has no UTF-8; it goes to the host's own method.
"""

from __future__ import annotations

import operator
import struct
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Buffer

    from dxpy.backends.base import Borrowed, Core

    Text = str | Buffer
    Index = SupportsIndex | None

UNLIMITED = (1 << 64) - 1
BATCH = 4096  # offsets asked for in one call
WORD = struct.Struct("<Q")
NOT_FAILING = {"index": "find", "rindex": "rfind"}


class Kernels:
    """The functions of a core by their names, looked up when they are first used."""

    def __init__(self, core: Core) -> None:
        """Of this core."""
        self.core = core

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """The function of a row; it is kept, so this runs once for each."""
        function = self.core.function(name)
        setattr(self, name, function)
        return function


class Lent(NamedTuple):
    """Bytes of a text in the memory of the core."""

    address: int
    size_bytes: int
    chars: int  # code points of a str, else size_bytes


class Range(NamedTuple):
    """Where text[start:end] lies: in bytes, and the code points before it and in it."""

    at: int
    size_bytes: int
    first: int
    chars: int


class Loan:
    """Texts in the memory of a core, for as long as the context lasts."""

    __slots__ = ("borrowed", "core", "texts")

    def __init__(self, core: Core, texts: tuple[Text, ...]) -> None:
        """Nothing is lent before the context is entered."""
        self.core = core
        self.texts = texts
        self.borrowed: list[Borrowed] = []

    def __enter__(self) -> list[Lent]:
        """Where the texts are.

        Raises:
            UnicodeEncodeError: a str has lone surrogates (see `is_encodable`).
        """
        lent = []
        try:
            for text in self.texts:
                data = str.encode(text) if isinstance(text, str) else text
                borrowed = self.core.borrow(data)
                self.borrowed.append(borrowed)
                chars = len(text) if isinstance(text, str) else borrowed.size_bytes
                lent.append(Lent(borrowed.address, borrowed.size_bytes, chars))
        except BaseException:
            self.__exit__()
            raise
        return lent

    def __exit__(self, *error: object) -> None:
        for borrowed in self.borrowed:
            borrowed.release()


class Room:
    """A block of the memory of a core, for as long as the context lasts."""

    __slots__ = ("address", "core", "size_bytes")

    def __init__(self, core: Core, size_bytes: int) -> None:
        """Nothing is allocated before the context is entered."""
        self.core = core
        self.size_bytes = size_bytes

    def __enter__(self) -> int:
        self.address = self.core.alloc(self.size_bytes)
        return self.address

    def __exit__(self, *error: object) -> None:
        self.core.free(self.address)


class TextBase:
    """A core, and the ways in and out of it."""

    def __init__(self, core: Core) -> None:
        """Work on this core.

        Args:
            core: a loaded core of any backend.
        """
        self.core = core
        self.kernels = Kernels(core)

    def lend(self, *texts: Text) -> Loan:
        """A context with the texts in the memory of the core."""
        return Loan(self.core, texts)

    def room(self, size_bytes: int) -> Room:
        """A context with a block of the core's memory."""
        return Room(self.core, size_bytes)

    def range_of(self, text: Lent, start: Index, end: Index) -> Range | None:
        """Python's reading of start and end; None if start is beyond the end."""
        bounds = bounds_of(text.chars, start, end)
        if bounds is None:
            return None
        first, last = bounds
        if text.chars == text.size_bytes:
            return Range(first, last - first, first, last - first)
        offset = self.kernels.utf8_offset
        at = offset(text.address, text.size_bytes, first)
        size = offset(text.address + at, text.size_bytes - at, last - first)
        return Range(at, size, first, last - first)

    def chars_before(self, text: Lent, at: int, offset: int) -> int:
        """How many code points start in the `offset` bytes from byte `at` on."""
        if text.chars == text.size_bytes:
            return offset
        return int(self.kernels.utf8_count(text.address + at, offset))

    def words_at(self, address: int, count: int) -> memoryview:
        """A copy of `count` int64 words."""
        return memoryview(self.core.read(address, count * WORD.size)).cast("q")


def bounds_of(length: int, start: Index, end: Index) -> tuple[int, int] | None:
    """[start, end) within 0..length; None if start is beyond the end."""
    first = 0 if start is None else operator.index(start)
    last = length if end is None else operator.index(end)
    first = max(first + length, 0) if first < 0 else first
    last = max(last + length, 0) if last < 0 else min(last, length)
    return (first, last) if first <= last else None


def judge(method: str, text: Text, *arguments: object) -> None:
    """Raise what CPython's method would raise because of its arguments, whatever the text.

    Args:
        method: name of a method of str and bytes.
        text: a str, or anything else, of which a buffer is asked.
        arguments: of that method.

    Raises:
        TypeError: text has no buffer, or as the method.
        BufferError: the buffer of the text is not contiguous.
        ValueError: as the method.
    """
    empty: Any = ""
    if not isinstance(text, str):
        check_buffer(text)
        empty = b""
    try:
        getattr(empty, method)(*arguments)
    except ValueError:
        getattr(empty, NOT_FAILING.get(method, method))(*arguments)  # "not found" is no error here


def check_buffer(text: object) -> None:
    """Raise TypeError or BufferError, in CPython's words, unless text has a contiguous buffer."""
    b"".strip(text)  # type: ignore[arg-type]


def check_same_kind(text: Text, *others: object) -> None:
    """Raise TypeError unless all are str, or all have contiguous buffers."""
    for other in (text, *others):
        if not isinstance(text, str):
            check_buffer(other)
        elif not isinstance(other, str):
            raise TypeError(f"must be str, not {type(other).__name__}")


def is_encodable(*texts: object) -> bool:
    """Whether no str of these has lone surrogates."""
    for text in texts:
        if isinstance(text, str) and not text.isascii():
            try:
                str.encode(text)
            except UnicodeEncodeError:
                return False
    return True


def is_ascii_text(*texts: object) -> bool:
    """Whether every str of these is ASCII."""
    return all(text.isascii() for text in texts if isinstance(text, str))


def flat(data: Buffer) -> memoryview:
    """The bytes of a contiguous buffer, whatever its items and shape are."""
    view = memoryview(data)
    return view.cast("B") if view.nbytes else memoryview(b"")


def has_buffer(value: object) -> bool:
    """Whether an object has a buffer at all."""
    try:
        memoryview(value)  # type: ignore[arg-type]
    except TypeError:
        return False
    except BufferError:
        pass
    return True


def part_of(text: Text, start: int, end: int) -> Any:
    """text[start:end] in the type CPython gives: str, bytearray of a bytearray, else bytes."""
    if isinstance(text, str):
        return str.__getitem__(text, slice(start, end))
    if isinstance(text, bytearray):
        return bytearray(flat(text)[start:end])
    if type(text) is bytes:
        return text[start:end]
    return bytes(flat(text)[start:end])


def whole_of(text: Text) -> Any:
    """The text itself if it is exactly str or bytes, else a copy, as CPython returns it."""
    if isinstance(text, str):
        return text if type(text) is str else str.__str__(text)
    return text if type(text) is bytes else part_of(text, 0, flat(text).nbytes)


def like(text: Text, data: bytes) -> Any:
    """Bytes that a core made, in the type that results for this text have."""
    if isinstance(text, str):
        return data.decode("utf-8")
    return bytearray(data) if isinstance(text, bytearray) else data
