"""Taking texts apart: split and its kin, partition, strip."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from dxpy.engine.byteset import ByteSet
from dxpy.engine.pieces import Pieces
from dxpy.engine.text_base import (
    BATCH,
    UNLIMITED,
    WORD,
    Lent,
    TextBase,
    check_buffer,
    is_ascii_text,
    is_encodable,
    judge,
    part_of,
    whole_of,
)
from dxpy.engine.text_search import as_str, members_of

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from dxpy.engine.text_base import Text

ROWS = {
    "split": ("bytes_split_space", "bytes_split"),
    "rsplit": ("bytes_rsplit_space", "bytes_rsplit"),
}
STATE_WORDS = 3  # position, splits left, done: the state of exports.def


class Splitting(TextBase):
    """The functions that give parts of a text."""

    @overload
    def split(
        self, text: str, sep: str | None = ..., maxsplit: SupportsIndex = ...
    ) -> list[str]: ...
    @overload
    def split(  # type: ignore[overload-overlap]
        self, text: bytearray, sep: Buffer | None = ..., maxsplit: SupportsIndex = ...
    ) -> list[bytearray]: ...
    @overload
    def split(
        self, text: Buffer, sep: Buffer | None = ..., maxsplit: SupportsIndex = ...
    ) -> list[bytes]: ...
    def split(self, text: Any, sep: Any = None, maxsplit: SupportsIndex = -1) -> Any:
        """The parts of a text between separators, from the left; as str.split, bytes.split.

        Args:
            text: str or any C-contiguous buffer.
            sep: str for a str, a buffer for a buffer; None: runs of white space (Unicode's in a
                str, ASCII's in a buffer), and no part is empty.
            maxsplit: at most so many splits, the rest stays one part; negative: no limit.

        Returns:
            A list of str for a str, of bytearray for a bytearray, of bytes for other buffers.

        Raises:
            TypeError: text and sep do not go together.
            ValueError: sep is empty.

        Cost: O(n) and an object for each part; `split_lazy` saves those.
        """
        return self.parts("split", text, sep, maxsplit)

    @overload
    def rsplit(
        self, text: str, sep: str | None = ..., maxsplit: SupportsIndex = ...
    ) -> list[str]: ...
    @overload
    def rsplit(  # type: ignore[overload-overlap]
        self, text: bytearray, sep: Buffer | None = ..., maxsplit: SupportsIndex = ...
    ) -> list[bytearray]: ...
    @overload
    def rsplit(
        self, text: Buffer, sep: Buffer | None = ..., maxsplit: SupportsIndex = ...
    ) -> list[bytes]: ...
    def rsplit(self, text: Any, sep: Any = None, maxsplit: SupportsIndex = -1) -> Any:
        """As `split`, but maxsplit counts from the right; as str.rsplit, bytes.rsplit."""
        return self.parts("rsplit", text, sep, maxsplit)

    @overload
    def splitlines(self, text: str, keepends: bool = ...) -> list[str]: ...
    @overload
    def splitlines(  # type: ignore[overload-overlap]
        self, text: bytearray, keepends: bool = ...
    ) -> list[bytearray]: ...
    @overload
    def splitlines(self, text: Buffer, keepends: bool = ...) -> list[bytes]: ...
    def splitlines(self, text: Any, keepends: bool = False) -> Any:
        r"""The lines of a text; as str.splitlines, bytes.splitlines.

        Args:
            text: str, where Unicode's line ends count, or any C-contiguous buffer, where only
                \\n, \\r and \\r\\n do.
            keepends: whether lines keep their ends.

        Returns:
            A list of str for a str, of bytearray for a bytearray, of bytes for other buffers.

        Raises:
            TypeError: text is neither.

        Cost: O(n) and an object for each line; `splitlines_lazy` saves those.
        """
        judge("splitlines", text, keepends)
        if not is_encodable(text):
            return str.splitlines(text, keepends)
        with self.lend(text) as (lent,):
            offsets = self.line_offsets(lent, text, bool(keepends))
            return self.cut(text, lent, offsets, is_right=False)

    @overload
    def split_lazy(
        self, text: str, sep: str | None = ..., maxsplit: SupportsIndex = ...
    ) -> Pieces[str]: ...
    @overload
    def split_lazy(  # type: ignore[overload-overlap]
        self, text: bytearray, sep: Buffer | None = ..., maxsplit: SupportsIndex = ...
    ) -> Pieces[bytearray]: ...
    @overload
    def split_lazy(
        self, text: Buffer, sep: Buffer | None = ..., maxsplit: SupportsIndex = ...
    ) -> Pieces[bytes]: ...
    def split_lazy(self, text: Any, sep: Any = None, maxsplit: SupportsIndex = -1) -> Any:
        """As `split`, but the parts are made when they are looked at.

        Returns:
            `Pieces`: a sequence that keeps the text and the offsets of its parts.

        Raises:
            UnicodeEncodeError: a str has lone surrogates; and what `split` raises.

        Cost: O(n), and 16 bytes for each part.
        """
        judge("split", text, sep, maxsplit)
        texts = (text,) if sep is None else (text, sep)
        with self.lend(*texts) as lent:
            return Pieces(text, words_of(self.part_offsets("split", text, lent, maxsplit)))

    @overload
    def splitlines_lazy(self, text: str, keepends: bool = ...) -> Pieces[str]: ...
    @overload
    def splitlines_lazy(  # type: ignore[overload-overlap]
        self, text: bytearray, keepends: bool = ...
    ) -> Pieces[bytearray]: ...
    @overload
    def splitlines_lazy(self, text: Buffer, keepends: bool = ...) -> Pieces[bytes]: ...
    def splitlines_lazy(self, text: Any, keepends: bool = False) -> Any:
        """As `splitlines`, but the lines are made when they are looked at; see `split_lazy`.

        Raises:
            UnicodeEncodeError: a str has lone surrogates; and what `splitlines` raises.
        """
        judge("splitlines", text, keepends)
        with self.lend(text) as (lent,):
            return Pieces(text, words_of(self.line_offsets(lent, text, bool(keepends))))

    @overload
    def partition(self, text: str, sep: str, /) -> tuple[str, str, str]: ...
    @overload
    def partition(  # type: ignore[overload-overlap]
        self, text: bytearray, sep: Buffer, /
    ) -> tuple[bytearray, bytearray, bytearray]: ...
    @overload
    def partition(self, text: Buffer, sep: Buffer, /) -> tuple[bytes, bytes, bytes]: ...
    def partition(self, text: Any, sep: Any, /) -> Any:
        """What is before the first sep, sep, what is after; as str.partition, bytes.partition.

        Args:
            text: str or any C-contiguous buffer.
            sep: str for a str, a buffer for a buffer.

        Returns:
            Three texts as of `split`; (text, empty, empty) where there is no sep.

        Raises:
            TypeError: text and sep do not go together.
            ValueError: sep is empty.

        Cost: O(n).
        """
        return self.partitioned("partition", text, sep)

    @overload
    def rpartition(self, text: str, sep: str, /) -> tuple[str, str, str]: ...
    @overload
    def rpartition(  # type: ignore[overload-overlap]
        self, text: bytearray, sep: Buffer, /
    ) -> tuple[bytearray, bytearray, bytearray]: ...
    @overload
    def rpartition(self, text: Buffer, sep: Buffer, /) -> tuple[bytes, bytes, bytes]: ...
    def rpartition(self, text: Any, sep: Any, /) -> Any:
        """What is before the last sep, sep, what is after; as str.rpartition. See `partition`.

        Returns:
            Three texts as of `split`; (empty, empty, text) where there is no sep.
        """
        return self.partitioned("rpartition", text, sep)

    @overload
    def strip(self, text: str, chars: str | ByteSet | None = ..., /) -> str: ...
    @overload
    def strip(  # type: ignore[overload-overlap]
        self, text: bytearray, chars: Buffer | ByteSet | None = ..., /
    ) -> bytearray: ...
    @overload
    def strip(self, text: Buffer, chars: Buffer | ByteSet | None = ..., /) -> bytes: ...
    def strip(self, text: Any, chars: Any = None, /) -> Any:
        """The text without the white space, or the characters given, at both ends; as str.strip.

        Args:
            text: str or any C-contiguous buffer.
            chars: characters of a str, bytes of a buffer, or a `ByteSet` for either.

        Returns:
            str for a str, bytearray for a bytearray, bytes for other buffers.

        Raises:
            TypeError: text and chars do not go together.

        Cost: O(what is taken away), and the copy. A str that is not ASCII goes to the host.
        """
        return self.stripped("strip", text, chars)

    @overload
    def lstrip(self, text: str, chars: str | ByteSet | None = ..., /) -> str: ...
    @overload
    def lstrip(  # type: ignore[overload-overlap]
        self, text: bytearray, chars: Buffer | ByteSet | None = ..., /
    ) -> bytearray: ...
    @overload
    def lstrip(self, text: Buffer, chars: Buffer | ByteSet | None = ..., /) -> bytes: ...
    def lstrip(self, text: Any, chars: Any = None, /) -> Any:
        """As `strip`, at the start only."""
        return self.stripped("lstrip", text, chars)

    @overload
    def rstrip(self, text: str, chars: str | ByteSet | None = ..., /) -> str: ...
    @overload
    def rstrip(  # type: ignore[overload-overlap]
        self, text: bytearray, chars: Buffer | ByteSet | None = ..., /
    ) -> bytearray: ...
    @overload
    def rstrip(self, text: Buffer, chars: Buffer | ByteSet | None = ..., /) -> bytes: ...
    def rstrip(self, text: Any, chars: Any = None, /) -> Any:
        """As `strip`, at the end only."""
        return self.stripped("rstrip", text, chars)

    def scan(self, row: str, arguments: tuple[int, ...], start: int, limit: int) -> list[int]:
        """All offsets that a splitting row gives, in its order: start, end, start, end, ..."""
        kernel = getattr(self.kernels, row)
        offsets: list[int] = []
        with self.room((STATE_WORDS + 2 * BATCH) * WORD.size) as state:
            pieces = state + STATE_WORDS * WORD.size
            self.core.write(state, b"".join(map(WORD.pack, (start, limit, 0))))
            is_done = False
            while not is_done:
                found = kernel(*arguments, state, pieces, BATCH)
                offsets += self.words_at(pieces, 2 * found)
                is_done = bool(self.words_at(state, STATE_WORDS)[2])
        return offsets

    def line_offsets(self, lent: Lent, text: Text, keepends: bool) -> list[int]:
        """Offsets of the lines."""
        arguments = (lent.address, lent.size_bytes, isinstance(text, str), keepends)
        return self.scan("bytes_split_lines", arguments, 0, UNLIMITED)

    def part_offsets(
        self, method: str, text: Text, lent: list[Lent], maxsplit: SupportsIndex
    ) -> list[int]:
        """Offsets of the parts between white space or, if two texts are lent, separators."""
        hay = lent[0]
        number = operator.index(maxsplit)
        limit = UNLIMITED if number < 0 else number
        start = hay.size_bytes if method == "rsplit" else 0
        by_space, by_separator = ROWS[method]
        if len(lent) == 1:
            arguments = (hay.address, hay.size_bytes, int(isinstance(text, str)))
            return self.scan(by_space, arguments, start, limit)
        sep = lent[1]
        separated = (hay.address, hay.size_bytes, sep.address, sep.size_bytes)
        return self.scan(by_separator, separated, start, limit)

    def parts(self, method: str, text: Text, sep: Any, maxsplit: SupportsIndex) -> list[Any]:
        """`split` and `rsplit`."""
        judge(method, text, sep, maxsplit)
        if not is_encodable(text, sep):
            on_host = str.split if method == "split" else str.rsplit
            return on_host(text, sep, maxsplit)  # type: ignore[arg-type]
        texts = (text,) if sep is None else (text, sep)
        with self.lend(*texts) as lent:
            offsets = self.part_offsets(method, text, lent, maxsplit)
            return self.cut(text, lent[0], offsets, is_right=method == "rsplit")

    def cut(self, text: Text, lent: Lent, offsets: list[int], *, is_right: bool) -> list[Any]:
        """The parts of a text at these offsets, from the left."""
        starts, ends = offsets[::2], offsets[1::2]
        if is_right:
            starts.reverse()
            ends.reverse()
        source: Text = text
        if lent.chars != lent.size_bytes:
            source = str.encode(text)  # type: ignore[arg-type]
        found = [
            whole_of(text) if end - start == lent.size_bytes else part_of(source, start, end)
            for start, end in zip(starts, ends, strict=True)
        ]
        if source is not text:
            return [part if isinstance(part, str) else part.decode() for part in found]
        return found

    def partitioned(self, method: str, text: Text, sep: Any) -> tuple[Any, Any, Any]:
        """`partition` and `rpartition`."""
        judge(method, text, sep)
        is_right = method == "rpartition"
        if not is_encodable(text, sep):
            on_host = str.rpartition if is_right else str.partition
            return on_host(text, sep)  # type: ignore[arg-type]
        kernel = self.kernels.bytes_rfind if is_right else self.kernels.bytes_find
        with self.lend(text, sep) as (hay, needle):
            offset = kernel(hay.address, hay.size_bytes, needle.address, needle.size_bytes)
            if offset < 0:
                empty = part_of(text, 0, 0)
                whole = whole_of(text)
                return (
                    (empty, part_of(text, 0, 0), whole)
                    if is_right
                    else (whole, empty, part_of(text, 0, 0))
                )
            first = self.chars_before(hay, 0, offset)
            middle = bytearray(sep) if isinstance(text, bytearray) else sep
            return (
                part_of(text, 0, first), middle, part_of(text, first + needle.chars, hay.chars),
            )  # fmt: skip

    def stripped(self, method: str, text: Text, chars: Any) -> Any:
        """`strip`, `lstrip` and `rstrip`."""
        if isinstance(chars, ByteSet):
            if not isinstance(text, str):
                check_buffer(text)
            members_of(text, chars)
        else:
            judge(method, text, chars)
        if not is_ascii_text(text, chars):
            return getattr(str, method)(text, chars if chars is None else as_str(chars))
        is_left, is_right = method != "rstrip", method != "lstrip"
        with self.lend(text) as (lent,):
            start, end = 0, lent.size_bytes
            if chars is None:
                is_text = isinstance(text, str)
                if is_left:
                    start = self.kernels.bytes_space_prefix(lent.address, end, is_text)
                if is_right:
                    end -= self.kernels.bytes_space_suffix(
                        lent.address + start, end - start, is_text
                    )
            else:
                members = members_of(text, chars) or ByteSet()
                with self.lend(members.table) as (table,):
                    if is_left:
                        kept = self.kernels.bytes_find_none_of(lent.address, end, table.address)
                        start = end if kept < 0 else kept
                    if is_right:
                        end = (
                            start
                            + 1
                            + self.kernels.bytes_rfind_none_of(
                                lent.address + start, end - start, table.address
                            )
                        )
            if end - start == lent.size_bytes:
                return whole_of(text)
            return part_of(text, start, end)


def words_of(offsets: list[int]) -> memoryview[int]:
    """Offsets as a read-only memoryview of int64."""
    view: memoryview[int] = memoryview(b"".join(map(WORD.pack, offsets))).cast("q")
    return view
