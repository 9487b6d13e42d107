"""The parser of arguments, subscripts, parameters and lambda.

References: language reference 6.3.3, 6.3.4, 6.14, 8.7.
"""

from __future__ import annotations

from dxpy.frontend import tokens as t
from dxpy.frontend.cursor import MAX_CHAIN, ParseFailure
from dxpy.frontend.displays import DisplayParser
from dxpy.frontend.nodes import LOAD, Arg, Arguments, Expr, Keyword, Lambda, NamedExpr, Slice, Tuple


class CallParser(DisplayParser):
    """Parses arguments and parameters."""

    __slots__ = ()

    # Calls and subscripts

    def call_arguments(self, args: list[Expr], keywords: list[Keyword]) -> None:
        """Arguments up to the closing bracket, which is left."""
        kinds = self.kinds
        opening = self.pos - 1
        doubled = False
        while True:
            pos = self.pos
            kind = kinds[pos]
            if kind == t.NAME and kinds[pos + 1] == t.EQUAL:
                self.pos = pos + 2
                value = self.expression()
                end = self.pos - 1
                keywords.append(
                    Keyword(
                        self.texts[pos],
                        value,
                        self.lines[pos],
                        self.cols[pos],
                        self.end_lines[end],
                        self.end_cols[end],
                    )
                )
            elif kind == t.DOUBLESTAR:
                self.pos = pos + 1
                value = self.expression()
                end = self.pos - 1
                doubled = True
                keywords.append(
                    Keyword(
                        None,
                        value,
                        self.lines[pos],
                        self.cols[pos],
                        self.end_lines[end],
                        self.end_cols[end],
                    )
                )
            elif kind == t.STAR:
                if doubled:
                    raise ParseFailure
                args.append(self.starred(0))
            else:
                if keywords:
                    raise ParseFailure
                value = self.named_expression()
                following = kinds[self.pos]
                if following == t.FOR or following == t.ASYNC:
                    if args:
                        raise ParseFailure
                    args.append(self.generator(opening, value))
                    self.pos -= 1
                    return
                args.append(value)
            kind = kinds[self.pos]
            if kind != t.COMMA:
                return
            self.pos += 1
            if kinds[self.pos] == t.RPAR:
                return

    def slices(self) -> Expr:
        """What stands between square brackets behind a primary."""
        kinds = self.kinds
        start = self.pos
        if kinds[start] == t.STAR:
            first = self.starred(0)
        else:
            first = self.slice()
            if kinds[self.pos] != t.COMMA:
                return first
        elements = [first]
        while kinds[self.pos] == t.COMMA:
            self.pos += 1
            kind = kinds[self.pos]
            if kind == t.RSQB:
                break
            elements.append(self.starred(0) if kind == t.STAR else self.slice())
        end = self.pos - 1
        return Tuple(
            elements,
            LOAD,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def slice(self) -> Expr:
        """One slice or index."""
        kinds = self.kinds
        start = self.pos
        lower: Expr | None = None
        if kinds[start] != t.COLON:
            lower = self.named_expression()
            if kinds[self.pos] != t.COLON:
                return lower
            if isinstance(lower, NamedExpr) and kinds[start + 1] == t.COLONEQUAL:
                raise ParseFailure
        parts: list[Expr | None] = [lower]
        while kinds[self.pos] == t.COLON and len(parts) < 3:
            self.pos += 1
            kind = kinds[self.pos]
            if kind == t.COLON or kind == t.COMMA or kind == t.RSQB:
                parts.append(None)
            else:
                parts.append(self.expression())
        end = self.pos - 1
        return Slice(
            lower,
            parts[1],
            parts[2] if len(parts) > 2 else None,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    # Functions

    def lambda_expression(self) -> Expr:
        """`lambda parameters: expression`."""
        start = self.pos
        self.pos = start + 1
        self.depth += 1
        if self.depth > MAX_CHAIN:
            self.reject_depth()
        arguments = self.parameters(t.COLON, annotated=False)
        self.expect(t.COLON)
        body = self.expression()
        self.depth -= 1
        end = self.pos - 1
        return Lambda(
            arguments,
            body,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def parameters(self, closer: int, annotated: bool) -> Arguments:
        """Parameters of a function up to `closer`, which is left."""
        kinds = self.kinds
        result = Arguments([], [], None, [], [], None, [])
        after_star = False
        while kinds[self.pos] != closer:
            kind = kinds[self.pos]
            if kind == t.SLASH:
                if result.posonlyargs or not result.args or after_star:
                    raise ParseFailure
                self.pos += 1
                result.posonlyargs = result.args
                result.args = []
            elif kind == t.STAR:
                if after_star:
                    raise ParseFailure
                after_star = True
                self.pos += 1
                if kinds[self.pos] != t.COMMA:
                    result.vararg = self.parameter(annotated, starred=True)
                elif kinds[self.pos + 1] != t.NAME:
                    raise ParseFailure
            elif kind == t.DOUBLESTAR:
                self.pos += 1
                result.kwarg = self.parameter(annotated, starred=False)
                if kinds[self.pos] == t.COMMA:
                    self.pos += 1
                break
            else:
                self.plain_parameter(result, after_star, annotated)
            if kinds[self.pos] != t.COMMA:
                break
            self.pos += 1
        if kinds[self.pos] != closer:
            raise ParseFailure
        return result

    def plain_parameter(self, result: Arguments, keyword_only: bool, annotated: bool) -> None:
        """One parameter with its default."""
        parameter = self.parameter(annotated, starred=False)
        default: Expr | None = None
        if self.kinds[self.pos] == t.EQUAL:
            self.pos += 1
            default = self.expression()
        if keyword_only:
            result.kwonlyargs.append(parameter)
            result.kw_defaults.append(default)
            return
        result.args.append(parameter)
        if default is not None:
            result.defaults.append(default)
        elif result.defaults:
            raise ParseFailure

    def parameter(self, annotated: bool, starred: bool) -> Arg:
        """A name with its annotation."""
        start = self.pos
        name = self.expect_name()
        annotation: Expr | None = None
        if annotated and self.kinds[self.pos] == t.COLON:
            self.pos += 1
            annotation = self.star_expression() if starred else self.expression()
        end = self.pos - 1
        return Arg(
            name,
            annotation,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )
