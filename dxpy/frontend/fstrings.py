"""The parser of string literals: concatenation, and the fields of f-strings.

References: language reference 2.4.2 and 2.4.3, PEP 498, PEP 701.
"""

from __future__ import annotations

from dxpy.frontend import tokens as t
from dxpy.frontend.calls import CallParser
from dxpy.frontend.cursor import ParseFailure
from dxpy.frontend.literals import (
    LiteralError,
    bytes_value,
    first_invalid_escape,
    split_string,
    text_value,
)
from dxpy.frontend.nodes import Constant, Expr, FormattedValue, JoinedStr

CONVERSIONS = {"s": 115, "r": 114, "a": 97}


class StringParser(CallParser):
    """Parses runs of string literals."""

    __slots__ = ()

    def strings(self) -> Expr:
        """One or more adjacent literals as one node."""
        kinds = self.kinds
        start = self.pos
        if kinds[start] == t.STRING and kinds[start + 1] not in (t.STRING, t.FSTRING_START):
            self.pos = start + 1
            prefix, body = split_string(self.texts[start])
            value = self.string_value(start, prefix, body)
            return Constant(
                value,
                "u" if "u" in prefix else None,
                self.lines[start],
                self.cols[start],
                self.end_lines[start],
                self.end_cols[start],
            )
        return self.concatenation()

    def string_value(self, pos: int, prefix: str, body: str) -> str | bytes:
        """The value of the string token at `pos`."""
        try:
            if "b" in prefix:
                if "r" not in prefix and "\\" in body:
                    self.warn_escape(pos, body, in_bytes=True)
                return bytes_value(prefix, body)
            if "r" in prefix or "\\" not in body:
                return body
            self.warn_escape(pos, body, in_bytes=False)
            return text_value(body)
        except LiteralError as error:
            self.reject("bad-string", error.args[0], pos, pos)

    def warn_escape(self, pos: int, body: str, in_bytes: bool) -> None:
        """Note an escape that is none."""
        escape = first_invalid_escape(body, in_bytes)
        if escape:
            kind = "octal escape sequence" if escape[1] in "4567" else "escape sequence"
            self.tokens.warnings.append(
                (f"invalid {kind} '{escape}'", self.lines[pos], self.cols[pos])
            )

    def concatenation(self) -> Expr:
        """Several literals, or an f-string."""
        kinds = self.kinds
        start = self.pos
        parts: list[Expr] = []
        data: list[bytes] = []
        formatted = False
        count = 0
        rejected: LiteralError | None = None
        while True:
            pos = self.pos
            kind = kinds[pos]
            if kind == t.STRING:
                self.pos = pos + 1
                prefix, body = split_string(self.texts[pos])
                value = self.string_value(pos, prefix, body)
                if isinstance(value, bytes):
                    data.append(value)
                else:
                    parts.append(
                        Constant(
                            value,
                            "u" if "u" in prefix else None,
                            self.lines[pos],
                            self.cols[pos],
                            self.end_lines[pos],
                            self.end_cols[pos],
                        )
                    )
            elif kind == t.FSTRING_START:
                formatted = True
                self.fstring(parts)
            else:
                break
            count += 1
        if data and len(data) != count:
            rejected = LiteralError("cannot mix bytes and nonbytes literals")
        if rejected is not None:
            if kinds[self.pos] == t.ERRORTOKEN:
                raise ParseFailure
            self.reject("bad-string", rejected.args[0], self.pos, self.pos)
        end = self.pos - 1
        line = self.lines[start]
        col = self.cols[start]
        end_line = self.end_lines[end]
        end_col = self.end_cols[end]
        if data:
            return Constant(b"".join(data), None, line, col, end_line, end_col)
        parts = join_constants(parts)
        if formatted:
            return JoinedStr(parts, line, col, end_line, end_col)
        only = parts[0] if parts else None
        if isinstance(only, Constant):
            return Constant(only.value, only.kind, line, col, end_line, end_col)
        return Constant("", first_kind(self.texts[start]), line, col, end_line, end_col)

    # f-strings

    def fstring(self, parts: list[Expr]) -> None:
        """Append the parts of one f-string."""
        start = self.pos
        raw = "r" in self.texts[start][:2].lower()
        self.pos = start + 1
        pieces: list[tuple[int, int]] = []  # text token, index of its empty place in parts
        kinds = self.kinds
        while True:
            pos = self.pos
            kind = kinds[pos]
            if kind == t.FSTRING_MIDDLE:
                self.pos = pos + 1
                constant = self.fstring_text(pos)
                pieces.append((pos, len(parts)))
                parts.append(constant)
            elif kind == t.LBRACE:
                self.field(parts, raw)
            else:
                break
        self.expect(t.FSTRING_END)
        for pos, index in pieces:
            part = parts[index]
            assert isinstance(part, Constant)
            part.value = self.fstring_value(pos, raw, self.pos - 1)

    def fstring_text(self, pos: int) -> Constant:
        """A piece of text as a node, not decoded yet."""
        return Constant(
            self.texts[pos],
            None,
            self.lines[pos],
            self.cols[pos],
            self.end_lines[pos],
            self.end_cols[pos],
        )

    def fstring_value(self, pos: int, raw: bool, last: int) -> str:
        """The value of a piece of text; CPython reports its errors at token `last`."""
        text = self.texts[pos]
        if raw or "\\" not in text:
            return text
        self.warn_escape(pos, text, in_bytes=False)
        try:
            return text_value(text)
        except LiteralError as error:
            self.reject("bad-string", error.args[0], last, last)

    def field(self, parts: list[Expr], raw: bool) -> None:
        """A replacement field; its `=` form also appends the source of the expression."""
        kinds = self.kinds
        start = self.pos
        self.pos = start + 1
        yields = kinds[self.pos] == t.YIELD
        value = self.yield_expression() if yields else self.star_expressions()
        debug = False
        if kinds[self.pos] == t.EQUAL:
            debug = True
            self.pos += 1
        debug_end = self.pos
        conversion = -1
        mark = self.pos
        if kinds[mark] == t.EXCLAMATION:
            self.conversion()
            conversion = CONVERSIONS.get(self.texts[mark + 1], 0)
        specification: JoinedStr | None = None
        if kinds[self.pos] == t.COLON:
            specification = self.specification(raw)
        self.expect(t.RBRACE)
        if not conversion:
            self.reject(
                "fstring",
                f"f-string: invalid conversion character '{self.texts[mark + 1]}': "
                "expected 's', 'r', or 'a'",
                mark + 1,
                mark + 1,
            )
        end = self.pos - 1
        line = self.lines[start]
        col = self.cols[start]
        if debug:
            text = self.source.slice(line, col + 1, self.lines[debug_end], self.cols[debug_end])
            if "#" in text:
                text = self.without_comments(start, debug_end)
            parts.append(
                Constant(text, None, line, col + 1, self.lines[debug_end], self.cols[debug_end])
            )
            if conversion < 0 and specification is None:
                conversion = CONVERSIONS["r"]
        parts.append(
            FormattedValue(
                value, conversion, specification, line, col, self.end_lines[end], self.end_cols[end]
            )
        )

    def without_comments(self, start: int, end: int) -> str:
        """The source between two tokens less its comments, which lie between tokens."""
        parts: list[str] = []
        for pos in range(start, end):
            gap = self.source.slice(
                self.end_lines[pos], self.end_cols[pos], self.lines[pos + 1], self.cols[pos + 1]
            )
            while "#" in gap:
                mark = gap.index("#")
                close = gap.find("\n", mark)
                gap = gap[:mark] + (gap[close:] if close >= 0 else "")
            parts.append(gap)
            if pos + 1 < end:
                parts.append(
                    self.source.slice(
                        self.lines[pos + 1],
                        self.cols[pos + 1],
                        self.end_lines[pos + 1],
                        self.end_cols[pos + 1],
                    )
                )
        return "".join(parts)

    def conversion(self) -> None:
        """`!r` and its like; which ones there are is asked at the end of the field."""
        mark = self.pos
        self.pos = mark + 1
        self.expect_name()
        if (self.lines[mark], self.end_cols[mark]) != (self.lines[mark + 1], self.cols[mark + 1]):
            self.reject(
                "fstring",
                "f-string: conversion type must come right after the exclamanation mark",
                mark,
                mark + 1,
            )

    def specification(self, raw: bool) -> JoinedStr:
        """A format specification from its colon on."""
        start = self.pos
        self.pos = start + 1
        parts: list[Expr] = []
        kinds = self.kinds
        while True:
            pos = self.pos
            kind = kinds[pos]
            if kind == t.FSTRING_MIDDLE:
                self.pos = pos + 1
                if self.texts[pos]:
                    constant = self.fstring_text(pos)
                    constant.value = self.fstring_value(pos, raw, pos)
                    parts.append(constant)
            elif kind == t.LBRACE:
                self.field(parts, raw)
            else:
                break
        if kinds[self.pos] != t.RBRACE:
            raise ParseFailure
        end = self.pos - 1
        return JoinedStr(
            parts, self.lines[start], self.cols[start], self.end_lines[end], self.end_cols[end]
        )


def first_kind(token: str) -> str | None:
    """The `kind` of a constant that begins with this token."""
    return "u" if token[0] in "uU" else None


def join_constants(parts: list[Expr]) -> list[Expr]:
    """Merge neighbouring texts, and drop empty ones."""
    joined: list[Expr] = []
    index = 0
    while index < len(parts):
        part = parts[index]
        if not isinstance(part, Constant):
            joined.append(part)
            index += 1
            continue
        texts: list[str] = []
        last = part
        first = part
        while index < len(parts):
            following = parts[index]
            if not isinstance(following, Constant):
                break
            last = following
            texts.append(str(following.value))
            index += 1
        text = "".join(texts)
        if text:
            joined.append(
                Constant(
                    text,
                    first.kind,
                    first.lineno,
                    first.col_offset,
                    last.end_lineno,
                    last.end_col_offset,
                )
            )
    return joined
