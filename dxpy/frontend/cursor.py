"""What all parts of the parser share: the tokens, the place in them, and the two ways to give up.

ParseFailure says only "no rule goes on here". It carries nothing, because the error pass
(error_parser.py) reads the tokens again to find CPython's sentence; so the parser proper stays free
of error logic, and fast. Rejection is for what is grammatical and yet refused while parsing, such
as a bad escape; it carries the sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from dxpy.frontend.source import Source
    from dxpy.frontend.tokens import Tokens

# How long a chain of unary operators, powers, conditionals, attributes, elifs ... may be. The tree
# of a chain is as deep as the chain is long. CPython refuses a little below 3,000.
MAX_CHAIN = 3000


class ParseFailure(Exception):
    """The tokens are not a program."""


class Rejection(Exception):
    """The tokens are grammatical, but refused.

    Attributes:
        code: the diagnostic's code; message: the sentence.
        line, column, end_line, end_column: columns in bytes, from 0.
    """

    def __init__(
        self, code: str, message: str, line: int, column: int, end_line: int, end_column: int
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column


class Cursor:
    """A place in the tokens.

    Attributes:
        pos: index of the next token.
        depth: how many constructs without a limit of their own (lambda, power) are open.
    """

    __slots__ = (
        "cols",
        "depth",
        "end_cols",
        "end_lines",
        "kinds",
        "lines",
        "pos",
        "source",
        "texts",
        "tokens",
    )

    def __init__(self, source: Source, tokens: Tokens) -> None:
        self.source = source
        self.tokens = tokens
        self.kinds = tokens.kinds
        self.texts = tokens.texts
        self.lines = tokens.lines
        self.cols = tokens.cols
        self.end_lines = tokens.end_lines
        self.end_cols = tokens.end_cols
        self.pos = 0
        self.depth = 0

    def expect(self, kind: int) -> None:
        """Step over a token of that kind, or fail."""
        if self.kinds[self.pos] != kind:
            raise ParseFailure
        self.pos += 1

    def expect_name(self) -> str:
        """Step over a name and return it, or fail."""
        pos = self.pos
        if self.kinds[pos] != 1:
            raise ParseFailure
        self.pos = pos + 1
        return self.texts[pos]

    def reject(self, code: str, message: str, first: int, last: int) -> NoReturn:
        """Refuse the tokens from `first` to `last`."""
        raise Rejection(
            code,
            message,
            self.lines[first],
            self.cols[first],
            self.end_lines[last],
            self.end_cols[last],
        )

    def reject_depth(self) -> NoReturn:
        """Refuse a chain or nesting beyond MAX_CHAIN."""
        self.reject("too-deep", "too deeply nested", self.pos, self.pos)
