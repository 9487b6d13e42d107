"""Searching a text: find and its kin, count, contains, startswith, sets of characters."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from dxpy.engine.byteset import ByteSet
from dxpy.engine.text_base import (
    BATCH,
    UNLIMITED,
    WORD,
    TextBase,
    bounds_of,
    check_buffer,
    flat,
    has_buffer,
    is_encodable,
    judge,
)

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from dxpy.engine.text_base import Index, Text


class Searching(TextBase):
    """The functions that look for something."""

    @overload
    def find(self, text: str, sub: str, start: Index = ..., end: Index = ..., /) -> int: ...
    @overload
    def find(
        self, text: Buffer, sub: Buffer | SupportsIndex, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    def find(self, text: Text, sub: Any, start: Index = None, end: Index = None, /) -> int:
        """Index of the first occurrence of sub in text[start:end], or -1; as str.find, bytes.find.

        Args:
            text: str or any C-contiguous buffer.
            sub: str for a str; for a buffer another one, or a byte as an int of 0-255.
            start: first index to look at, in code points of a str; negative counts from the end.
            end: index to stop before.

        Returns:
            The index in text (not in the slice), or -1.

        Raises:
            TypeError: text and sub do not go together.
            ValueError: an int that is no byte.

        Cost: O(n + m) for every text and sub.
        """
        return self.search("find", text, sub, start, end)

    @overload
    def rfind(self, text: str, sub: str, start: Index = ..., end: Index = ..., /) -> int: ...
    @overload
    def rfind(
        self, text: Buffer, sub: Buffer | SupportsIndex, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    def rfind(self, text: Text, sub: Any, start: Index = None, end: Index = None, /) -> int:
        """Index of the last occurrence of sub in text[start:end], or -1; see `find`.

        Cost: O(n + m) for every text and sub, unlike str.rfind, which is quadratic for some.
        """
        return self.search("rfind", text, sub, start, end)

    @overload
    def index(self, text: str, sub: str, start: Index = ..., end: Index = ..., /) -> int: ...
    @overload
    def index(
        self, text: Buffer, sub: Buffer | SupportsIndex, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    def index(self, text: Text, sub: Any, start: Index = None, end: Index = None, /) -> int:
        """As `find`, but absence is an error.

        Raises:
            ValueError: sub is not in text[start:end]; and what `find` raises.
        """
        return self.found(text, self.search("index", text, sub, start, end))

    @overload
    def rindex(self, text: str, sub: str, start: Index = ..., end: Index = ..., /) -> int: ...
    @overload
    def rindex(
        self, text: Buffer, sub: Buffer | SupportsIndex, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    def rindex(self, text: Text, sub: Any, start: Index = None, end: Index = None, /) -> int:
        """As `rfind`, but absence is an error.

        Raises:
            ValueError: sub is not in text[start:end]; and what `find` raises.
        """
        return self.found(text, self.search("rindex", text, sub, start, end))

    @overload
    def count(self, text: str, sub: str, start: Index = ..., end: Index = ..., /) -> int: ...
    @overload
    def count(
        self, text: Buffer, sub: Buffer | SupportsIndex, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    def count(self, text: Text, sub: Any, start: Index = None, end: Index = None, /) -> int:
        """How often sub occurs in text[start:end] without overlaps; as str.count, bytes.count.

        An empty sub occurs before every character and at the end. Arguments and errors as of
        `find`.
        """
        judge("count", text, sub, start, end)
        if not is_encodable(text, sub):
            return str.count(text, sub, start, end)  # type: ignore[arg-type]
        with self.lend(text, as_bytes(sub)) as (hay, needle):
            place = self.range_of(hay, start, end)
            if place is None:
                return 0
            if needle.size_bytes == 0:
                return place.chars + 1
            return int(
                self.kernels.bytes_count(
                    hay.address + place.at, place.size_bytes, needle.address, needle.size_bytes,
                    UNLIMITED,
                )
            )  # fmt: skip

    @overload
    def contains(self, text: str, sub: str, /) -> bool: ...
    @overload
    def contains(self, text: Buffer, sub: Buffer | SupportsIndex, /) -> bool: ...
    def contains(self, text: Text, sub: Any, /) -> bool:
        """Whether sub occurs in text; as `sub in text` of str and bytes.

        Arguments and errors as of `find`, with the messages of `in`.
        """
        if not isinstance(text, str):
            check_buffer(text)
        sub in ("" if isinstance(text, str) else b"")  # noqa: B015  (raises what is wrong)
        return self.search("find", text, sub, None, None) >= 0

    @overload
    def startswith(
        self, text: str, prefix: str | tuple[str, ...], start: Index = ..., end: Index = ..., /
    ) -> bool: ...
    @overload
    def startswith(
        self, text: Buffer, prefix: Buffer | tuple[Buffer, ...],
        start: Index = ..., end: Index = ..., /,
    ) -> bool: ...  # fmt: skip
    def startswith(
        self, text: Text, prefix: Any, start: Index = None, end: Index = None, /
    ) -> bool:
        """Whether text[start:end] starts with prefix, or one of a tuple; as str.startswith.

        Args:
            text: str or any C-contiguous buffer.
            prefix: str for a str, a buffer for a buffer, or a tuple of them.
            start: first index to look at; negative counts from the end.
            end: index to stop before.

        Raises:
            TypeError: text and prefix do not go together.

        Cost: O(len(prefix)).
        """
        return affix("startswith", text, prefix, start, end)

    @overload
    def endswith(
        self, text: str, suffix: str | tuple[str, ...], start: Index = ..., end: Index = ..., /
    ) -> bool: ...
    @overload
    def endswith(
        self, text: Buffer, suffix: Buffer | tuple[Buffer, ...],
        start: Index = ..., end: Index = ..., /,
    ) -> bool: ...  # fmt: skip
    def endswith(self, text: Text, suffix: Any, start: Index = None, end: Index = None, /) -> bool:
        """Whether text[start:end] ends with suffix, or one of a tuple; see `startswith`."""
        return affix("endswith", text, suffix, start, end)

    @overload
    def find_all(
        self, text: str, sub: str, start: Index = ..., end: Index = ..., /
    ) -> memoryview[int]: ...
    @overload
    def find_all(
        self, text: Buffer, sub: Buffer | SupportsIndex, start: Index = ..., end: Index = ..., /
    ) -> memoryview[int]: ...
    def find_all(
        self, text: Text, sub: Any, start: Index = None, end: Index = None, /
    ) -> memoryview[int]:
        """Indices of all occurrences of sub that do not overlap, from the left.

        Args:
            text: str or any C-contiguous buffer.
            sub: as of `find`, but not empty.
            start: first index to look at, in code points of a str; negative counts from the end.
            end: index to stop before.

        Returns:
            A read-only memoryview of int64; `.tolist()` makes a list, `numpy.asarray` an array.

        Raises:
            TypeError: text and sub do not go together.
            ValueError: sub is empty, or an int that is no byte.

        Cost: O(n + m).
        """
        judge("find", text, sub, start, end)
        needle_data = as_bytes(sub)
        if not (len(sub) if isinstance(needle_data, str) else flat(needle_data).nbytes):
            raise ValueError("empty substring")
        if not is_encodable(text, sub):
            return words(find_all_on_host(text, sub, start, end))  # type: ignore[arg-type]
        indices: list[int] = []
        with self.lend(text, needle_data) as (hay, needle), self.room(BATCH * WORD.size) as out:
            place = self.range_of(hay, start, end)
            found, position, byte, chars = BATCH, 0, 0, 0
            while place is not None and found == BATCH:
                found = self.kernels.bytes_find_all(
                    hay.address + place.at, place.size_bytes, needle.address, needle.size_bytes,
                    position, out, BATCH,
                )  # fmt: skip
                for offset in self.words_at(out, found):
                    chars += self.chars_before(hay, place.at + byte, offset - byte)
                    byte = offset
                    indices.append(place.first + chars)
                position = byte + needle.size_bytes
        return words(indices)

    @overload
    def find_any_of(
        self, text: str, chars: str | ByteSet, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    @overload
    def find_any_of(
        self, text: Buffer, chars: Buffer | ByteSet, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    def find_any_of(self, text: Text, chars: Any, start: Index = None, end: Index = None, /) -> int:
        """Index of the first character of text[start:end] that is one of chars, or -1.

        Args:
            text: str or any C-contiguous buffer.
            chars: characters of a str, bytes of a buffer, or a `ByteSet` for either.
            start: first index to look at, in code points of a str; negative counts from the end.
            end: index to stop before.

        Raises:
            TypeError: text and chars do not go together.
            ValueError: a `ByteSet` with members above 127, and text is a str.

        Cost: O(n + m). In a str, characters that are not ASCII cost about 10 ns each.
        """
        return self.search_set("bytes_find_any_of", text, chars, start, end)

    @overload
    def find_none_of(
        self, text: str, chars: str | ByteSet, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    @overload
    def find_none_of(
        self, text: Buffer, chars: Buffer | ByteSet, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    def find_none_of(
        self, text: Text, chars: Any, start: Index = None, end: Index = None, /
    ) -> int:
        """Index of the first character of text[start:end] that is none of chars, or -1.

        Arguments, errors and cost as of `find_any_of`.
        """
        return self.search_set("bytes_find_none_of", text, chars, start, end)

    @overload
    def rfind_any_of(
        self, text: str, chars: str | ByteSet, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    @overload
    def rfind_any_of(
        self, text: Buffer, chars: Buffer | ByteSet, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    def rfind_any_of(
        self, text: Text, chars: Any, start: Index = None, end: Index = None, /
    ) -> int:
        """Index of the last character of text[start:end] that is one of chars, or -1.

        Arguments, errors and cost as of `find_any_of`.
        """
        return self.search_set("bytes_rfind_any_of", text, chars, start, end)

    @overload
    def rfind_none_of(
        self, text: str, chars: str | ByteSet, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    @overload
    def rfind_none_of(
        self, text: Buffer, chars: Buffer | ByteSet, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    def rfind_none_of(
        self, text: Text, chars: Any, start: Index = None, end: Index = None, /
    ) -> int:
        """Index of the last character of text[start:end] that is none of chars, or -1.

        Arguments, errors and cost as of `find_any_of`.
        """
        return self.search_set("bytes_rfind_none_of", text, chars, start, end)

    @overload
    def count_any_of(
        self, text: str, chars: str | ByteSet, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    @overload
    def count_any_of(
        self, text: Buffer, chars: Buffer | ByteSet, start: Index = ..., end: Index = ..., /
    ) -> int: ...
    def count_any_of(
        self, text: Text, chars: Any, start: Index = None, end: Index = None, /
    ) -> int:
        """How many characters of text[start:end] are one of chars.

        Arguments, errors and cost as of `find_any_of`.
        """
        judge("find", text, "" if isinstance(text, str) else b"", start, end)
        members = members_of(text, chars)
        if members is None or not is_encodable(text):
            on_host: Any = str.count
            return sum(on_host(text, char, start, end) for char in set(as_str(chars)))
        with self.lend(text, members.table) as (hay, table):
            place = self.range_of(hay, start, end)
            if place is None:
                return 0
            return int(
                self.kernels.bytes_count_any_of(
                    hay.address + place.at, place.size_bytes, table.address
                )
            )

    def search(self, method: str, text: Text, sub: Any, start: Index, end: Index) -> int:
        """The search of a method of str and bytes; -1 where there is nothing."""
        judge(method, text, sub, start, end)
        is_right = method.startswith("r")
        if not is_encodable(text, sub):
            on_host = str.rfind if is_right else str.find
            return on_host(text, sub, start, end)  # type: ignore[arg-type]
        kernel = self.kernels.bytes_rfind if is_right else self.kernels.bytes_find
        with self.lend(text, as_bytes(sub)) as (hay, needle):
            place = self.range_of(hay, start, end)
            if place is None:
                return -1
            offset = kernel(
                hay.address + place.at, place.size_bytes, needle.address, needle.size_bytes
            )
            return -1 if offset < 0 else place.first + self.chars_before(hay, place.at, offset)

    def found(self, text: Text, index: int) -> int:
        """An index of a search, or the ValueError of CPython's index methods."""
        if index < 0:
            kind = "substring" if isinstance(text, str) else "subsection"
            raise ValueError(f"{kind} not found")
        return index

    def search_set(self, row: str, text: Text, chars: Any, start: Index, end: Index) -> int:
        """The search of a row for a set of characters."""
        judge("find", text, "" if isinstance(text, str) else b"", start, end)
        members = members_of(text, chars)
        if members is None or not is_encodable(text):
            return search_set_on_host(row, text, chars, start, end)  # type: ignore[arg-type]
        kernel = getattr(self.kernels, row)
        with self.lend(text, members.table) as (hay, table):
            place = self.range_of(hay, start, end)
            if place is None:
                return -1
            offset = kernel(hay.address + place.at, place.size_bytes, table.address)
            if offset < 0:
                return -1
            # Up to and with the byte found, which may end a character: the last one counted has it.
            return place.first + self.chars_before(hay, place.at, offset + 1) - 1


def as_bytes(sub: Any) -> Text:
    """What is looked for, as str or buffer; `judge` has seen it."""
    if isinstance(sub, str) or has_buffer(sub):
        found: Text = sub
        return found
    return bytes([operator.index(sub)])


def as_str(chars: str | ByteSet) -> str:
    """The characters of a set for a str."""
    return bytes(chars).decode("ascii") if isinstance(chars, ByteSet) else chars


def words(values: list[int]) -> memoryview[int]:
    """A read-only memoryview of int64."""
    packed = b"".join(map(WORD.pack, values))
    view: memoryview[int] = memoryview(packed).cast("q")
    return view


def affix(method: str, text: Text, parts: Any, start: Index, end: Index) -> bool:
    """`startswith` and `endswith`: the host's own, on as little of a foreign buffer as it takes."""
    if isinstance(text, str | bytes | bytearray):
        kind = str if isinstance(text, str) else bytes if isinstance(text, bytes) else bytearray
        return bool(getattr(kind, method)(text, parts, start, end))
    judge(method, text, parts, start, end)
    view = flat(text)
    bounds = bounds_of(view.nbytes, start, end)
    if bounds is None:
        return False
    listed = parts if isinstance(parts, tuple) else (parts,)
    longest = max((memoryview(part).nbytes for part in listed), default=0)
    first, last = bounds
    edge = view[first : min(last, first + longest)]
    if method == "endswith":
        edge = view[max(first, last - longest) : last]
    return bool(getattr(bytes(edge), method)(parts))


def find_all_on_host(text: str, sub: str, start: Index, end: Index) -> list[int]:
    """`find_all` by str.find."""
    indices = []
    index = str.find(text, sub, start, end)
    while index >= 0:
        indices.append(index)
        index = str.find(text, sub, index + len(sub), end)
    return indices


def members_of(text: Text, chars: Any) -> ByteSet | None:
    """The set that an argument stands for; None if a character of a str is not ASCII.

    Raises:
        TypeError: text and chars do not go together.
        ValueError: a ByteSet with members above 127 for a str.
    """
    if isinstance(chars, ByteSet):
        if isinstance(text, str) and not chars.is_ascii:
            raise ValueError("a ByteSet with bytes above 127 cannot be looked for in a str")
        return chars
    if not isinstance(text, str):
        check_buffer(chars)
        return ByteSet(flat(chars))
    if not isinstance(chars, str):
        raise TypeError(f"must be str or ByteSet, not {type(chars).__name__}")
    return ByteSet(chars) if chars.isascii() else None


def search_set_on_host(row: str, text: str, chars: str | ByteSet, start: Index, end: Index) -> int:
    """A search for characters that are not all ASCII, by a regular expression."""
    bounds = bounds_of(len(text), start, end)
    if bounds is None:
        return -1
    first, last = bounds
    members = as_str(chars)
    is_none = row.endswith("none_of")
    listed = re.escape(members)
    pattern = f"[{'^' * is_none}{listed}]" if listed else r"[\s\S]" if is_none else r"[^\s\S]"
    if row.startswith("bytes_r"):
        match = re.search(pattern, str.__getitem__(text, slice(first, last))[::-1])
        return -1 if match is None else last - 1 - match.start()
    match = re.compile(pattern).search(text, first, last)
    return -1 if match is None else match.start()
