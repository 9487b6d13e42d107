"""The parser of the patterns of `match`.

References: language reference 8.6, PEP 634.
"""

from __future__ import annotations

from dxpy.frontend import tokens as t
from dxpy.frontend.cursor import ParseFailure
from dxpy.frontend.fstrings import StringParser
from dxpy.frontend.nodes import (
    LOAD,
    Attribute,
    BinOp,
    Constant,
    Expr,
    MatchAs,
    MatchClass,
    MatchMapping,
    MatchOr,
    MatchSequence,
    MatchSingleton,
    MatchStar,
    MatchValue,
    Pattern,
    UnaryOp,
)

SINGLETON_VALUES = {t.NONE: None, t.TRUE: True, t.FALSE: False}


class PatternParser(StringParser):
    """Parses patterns."""

    __slots__ = ()

    def patterns(self) -> Pattern:
        """The pattern of a `case`: one, or a sequence without brackets."""
        start = self.pos
        kinds = self.kinds
        first = self.maybe_star_pattern()
        if kinds[self.pos] != t.COMMA:
            if isinstance(first, MatchStar):
                raise ParseFailure
            return first
        found = [first]
        while kinds[self.pos] == t.COMMA:
            self.pos += 1
            if kinds[self.pos] == t.COLON or kinds[self.pos] == t.IF:
                break
            found.append(self.maybe_star_pattern())
        end = self.pos - 1
        return MatchSequence(
            found, self.lines[start], self.cols[start], self.end_lines[end], self.end_cols[end]
        )

    def maybe_star_pattern(self) -> Pattern:
        """`*name`, or a pattern."""
        start = self.pos
        if self.kinds[start] != t.STAR:
            return self.pattern()
        self.pos = start + 1
        name = self.capture_name()
        end = self.pos - 1
        return MatchStar(
            None if name == "_" else name,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def capture_name(self) -> str:
        """A name that is bound, or the wildcard."""
        name = self.expect_name()
        following = self.kinds[self.pos]
        if name != "_" and (following == t.DOT or following == t.LPAR or following == t.EQUAL):
            raise ParseFailure
        return name

    def pattern(self) -> Pattern:
        """Alternatives, perhaps with `as`."""
        start = self.pos
        kinds = self.kinds
        first = self.closed_pattern()
        if kinds[self.pos] == t.VBAR:
            found = [first]
            while kinds[self.pos] == t.VBAR:
                self.pos += 1
                found.append(self.closed_pattern())
            end = self.pos - 1
            first = MatchOr(
                found, self.lines[start], self.cols[start], self.end_lines[end], self.end_cols[end]
            )
        if kinds[self.pos] == t.AS:
            self.pos += 1
            name = self.capture_name()
            if name == "_":
                raise ParseFailure
            end = self.pos - 1
            return MatchAs(
                first,
                name,
                self.lines[start],
                self.cols[start],
                self.end_lines[end],
                self.end_cols[end],
            )
        return first

    def closed_pattern(self) -> Pattern:
        """A pattern without operators."""
        start = self.pos
        kind = self.kinds[start]
        if kind == t.NAME:
            return self.name_pattern()
        if kind == t.NUMBER or kind == t.MINUS or kind == t.STRING or kind == t.FSTRING_START:
            value = self.literal()
            end = self.pos - 1
            return MatchValue(
                value, self.lines[start], self.cols[start], self.end_lines[end], self.end_cols[end]
            )
        if kind in SINGLETON_VALUES:
            self.pos = start + 1
            line = self.lines[start]
            return MatchSingleton(
                SINGLETON_VALUES[kind], line, self.cols[start], line, self.end_cols[start]
            )
        if kind == t.LPAR:
            return self.group_pattern()
        if kind == t.LSQB:
            self.pos = start + 1
            found = self.sequence_items(t.RSQB)
            self.expect(t.RSQB)
            end = self.pos - 1
            return MatchSequence(
                found, self.lines[start], self.cols[start], self.end_lines[end], self.end_cols[end]
            )
        if kind == t.LBRACE:
            return self.mapping_pattern()
        raise ParseFailure

    def sequence_items(self, closer: int) -> list[Pattern]:
        """Patterns between brackets."""
        kinds = self.kinds
        found: list[Pattern] = []
        while kinds[self.pos] != closer:
            found.append(self.maybe_star_pattern())
            if kinds[self.pos] != t.COMMA:
                break
            self.pos += 1
        return found

    def group_pattern(self) -> Pattern:
        """`(pattern)` or `(pattern, ...)`."""
        start = self.pos
        self.pos = start + 1
        found = self.sequence_items(t.RPAR)
        self.expect(t.RPAR)
        end = self.pos - 1
        if len(found) == 1 and self.kinds[end - 1] != t.COMMA:
            if isinstance(found[0], MatchStar):
                raise ParseFailure
            return found[0]
        return MatchSequence(
            found, self.lines[start], self.cols[start], self.end_lines[end], self.end_cols[end]
        )

    def name_pattern(self) -> Pattern:
        """A capture, the wildcard, a dotted name or a class."""
        start = self.pos
        kinds = self.kinds
        line = self.lines[start]
        col = self.cols[start]
        following = kinds[start + 1]
        if following != t.DOT and following != t.LPAR:
            name = self.texts[start]
            self.pos = start + 1
            if following == t.EQUAL and name != "_":
                raise ParseFailure
            return MatchAs(
                None, None if name == "_" else name, line, col, line, self.end_cols[start]
            )
        value = self.dotted_value()
        if kinds[self.pos] == t.LPAR:
            return self.class_pattern(start, value)
        end = self.pos - 1
        return MatchValue(value, line, col, self.end_lines[end], self.end_cols[end])

    def dotted_value(self) -> Expr:
        """`name.name...` as an expression."""
        start = self.pos
        kinds = self.kinds
        value: Expr = self.name(LOAD)
        while kinds[self.pos] == t.DOT:
            self.pos += 1
            attribute = self.expect_name()
            end = self.pos - 1
            value = Attribute(
                value,
                attribute,
                LOAD,
                self.lines[start],
                self.cols[start],
                self.end_lines[end],
                self.end_cols[end],
            )
        return value

    def class_pattern(self, start: int, cls: Expr) -> Pattern:
        """`cls(patterns, name=pattern)`."""
        kinds = self.kinds
        self.pos += 1
        positional: list[Pattern] = []
        names: list[str] = []
        named: list[Pattern] = []
        while kinds[self.pos] != t.RPAR:
            if kinds[self.pos] == t.NAME and kinds[self.pos + 1] == t.EQUAL:
                names.append(self.texts[self.pos])
                self.pos += 2
                named.append(self.pattern())
            else:
                if names:
                    raise ParseFailure
                positional.append(self.pattern())
            if kinds[self.pos] != t.COMMA:
                break
            self.pos += 1
        self.expect(t.RPAR)
        end = self.pos - 1
        return MatchClass(
            cls,
            positional,
            names,
            named,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def mapping_pattern(self) -> Pattern:
        """`{key: pattern, **rest}`."""
        kinds = self.kinds
        start = self.pos
        self.pos = start + 1
        keys: list[Expr] = []
        found: list[Pattern] = []
        rest: str | None = None
        while kinds[self.pos] != t.RBRACE:
            kind = kinds[self.pos]
            if kind == t.DOUBLESTAR:
                self.pos += 1
                rest = self.capture_name()
                if rest == "_":
                    raise ParseFailure
                if kinds[self.pos] == t.COMMA:
                    self.pos += 1
                break
            if kind == t.NAME:
                key = self.dotted_value()
                if kinds[self.pos - 2] != t.DOT:
                    raise ParseFailure
            else:
                key = self.literal()
            self.expect(t.COLON)
            keys.append(key)
            found.append(self.pattern())
            if kinds[self.pos] != t.COMMA:
                break
            self.pos += 1
        self.expect(t.RBRACE)
        end = self.pos - 1
        return MatchMapping(
            keys,
            found,
            rest,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def literal(self) -> Expr:
        """A number with its sign, a complex number, strings, or a singleton."""
        start = self.pos
        kind = self.kinds[start]
        if kind == t.STRING or kind == t.FSTRING_START:
            return self.strings()
        if kind in SINGLETON_VALUES:
            self.pos = start + 1
            line = self.lines[start]
            return Constant(
                SINGLETON_VALUES[kind], None, line, self.cols[start], line, self.end_cols[start]
            )
        real = self.signed_number()
        following = self.kinds[self.pos]
        if following != t.PLUS and following != t.MINUS:
            return real
        number = real.operand if isinstance(real, UnaryOp) else real
        if isinstance(number, Constant) and isinstance(number.value, complex):
            pos = self.pos - 1
            self.reject("bad-pattern", "real number required in complex literal", pos, pos)
        op = self.texts[self.pos]
        self.pos += 1
        pos = self.pos
        if self.kinds[pos] != t.NUMBER:
            raise ParseFailure
        self.pos = pos + 1
        imaginary = self.number(pos)
        if not isinstance(imaginary.value, complex):
            self.reject("bad-pattern", "imaginary number required in complex literal", pos, pos)
        return BinOp(
            real,
            op,
            imaginary,
            self.lines[start],
            self.cols[start],
            self.end_lines[pos],
            self.end_cols[pos],
        )

    def signed_number(self) -> Expr:
        """A number, perhaps with a minus."""
        start = self.pos
        pos = start
        if self.kinds[pos] == t.MINUS:
            pos += 1
        if self.kinds[pos] != t.NUMBER:
            raise ParseFailure
        self.pos = pos + 1
        number = self.number(pos)
        if pos == start:
            return number
        return UnaryOp(
            "-",
            number,
            self.lines[start],
            self.cols[start],
            self.end_lines[pos],
            self.end_cols[pos],
        )
