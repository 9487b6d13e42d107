"""Which error CPython would report for tokens that are no program.

CPython parses twice: first to find whether the source is a program, then once more with the rules
for mistakes. It reports the first mistake that matches, or else "invalid syntax" at the farthest
token of the first pass; and before it reports anything it reads the rest of the tokens, because an
error of the lexer outranks both. All of that happens here, from the failing statement on.

References: PEP 617; the observable behaviour of CPython 3.12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxpy.frontend import tokens as t
from dxpy.frontend.diagnostics import Diagnostic
from dxpy.frontend.error_actions import Actions, Mistake
from dxpy.frontend.peg import Forced, Grammar, Machine, Reached

if TYPE_CHECKING:
    from dxpy.frontend.cursor import Rejection
    from dxpy.frontend.source import Source
    from dxpy.frontend.tokens import LexError, Tokens

# What can go on after a name and yet begin an expression.
LEGACY_OPERATORS = frozenset((t.MINUS, t.PLUS, t.STAR, t.LSQB))
RULES = {"exec": "file", "eval": "eval", "single": "single"}


class GrammarHolder:
    """Compiles the grammar when the first error needs it."""

    def __init__(self) -> None:
        """Nothing is compiled yet."""
        self.grammar: Grammar | None = None

    def get(self) -> Grammar:
        """The compiled grammar."""
        if self.grammar is None:
            self.grammar = Grammar()
        return self.grammar


HOLDER = GrammarHolder()


def find_error(source: Source, tokens: Tokens, start: int, mode: str) -> Diagnostic:
    """The error for tokens that the parser has refused.

    Args:
        source: the text.
        tokens: its tokens.
        start: the first token of the failing statement.
        mode: "exec", "eval" or "single".

    Returns:
        The diagnostic. Cost: linear in the statement, about 50 us a token.
    """
    actions = Actions(source, tokens)
    machine = Machine(HOLDER.get(), tokens, actions.act)
    rule = RULES[mode]
    diagnostic: Diagnostic | None = None
    generic = start
    try:
        machine.far = start
        machine.match(rule, start, second_pass=False)
        generic = machine.far
        again = 0 if has_legacy_operator(tokens, start) else start
        machine.match(rule, again, second_pass=True)
    except Reached:
        assert tokens.error is not None
        return lexer_diagnostic(source, tokens, tokens.error)
    except Forced as forced:
        diagnostic = actions.at_token(
            "expected-colon" if forced.expected == ":" else "expected-token",
            f"expected '{forced.expected}'",
            forced.pos,
        )
    except Mistake as mistake:
        diagnostic = mistake.diagnostic
    if diagnostic is None:
        kind = tokens.kinds[generic]
        if kind == t.INDENT or kind == t.DEDENT:
            what = "unexpected indent" if kind == t.INDENT else "unexpected unindent"
            return actions.at_token("unexpected-indent", what, machine.far, "IndentationError")
        diagnostic = actions.at_token("invalid-syntax", "invalid syntax", generic)
        if kind == t.ENDMARKER:
            diagnostic.offset = diagnostic.end_offset = 0  # CPython gives this token no column
    return after_reading_on(source, tokens, diagnostic, machine.far)


def has_legacy_operator(tokens: Tokens, end: int) -> bool:
    """Whether `print -1` or the like stands before a token.

    That is legal, yet one of the rules for mistakes matches it; it is why CPython, which reads
    everything again, may report an error in a statement before the one that is wrong.
    """
    kinds = tokens.kinds
    texts = tokens.texts
    for pos in range(end):
        if (
            kinds[pos] == t.NAME
            and (texts[pos] == "print" or texts[pos] == "exec")
            and kinds[pos + 1] in LEGACY_OPERATORS
        ):
            return True
    return False


def rejection_error(source: Source, tokens: Tokens, rejection: Rejection, far: int) -> Diagnostic:
    """The error for what the parser itself has refused."""
    line = rejection.line
    diagnostic = Diagnostic(
        "SyntaxError",
        rejection.code,
        rejection.message,
        line,
        source.column_codepoints(line, rejection.column) + 1,
        rejection.end_line,
        source.column_codepoints(rejection.end_line, rejection.end_column) + 1,
    )
    diagnostic.filename = source.filename
    diagnostic.text = source.line(line)
    if rejection.code == "number-too-long":
        diagnostic.offset = diagnostic.end_offset = 0  # CPython gives no column
    return after_reading_on(source, tokens, diagnostic, far)


def after_reading_on(
    source: Source, tokens: Tokens, diagnostic: Diagnostic, far: int
) -> Diagnostic:
    """Let an error of the lexer behind the parser's error take its place, where CPython does."""
    if tokens.error is not None and not tokens.in_fstring:
        if tokens.error.raised:
            return lexer_diagnostic(source, tokens, tokens.error)
        if tokens.open_brackets:
            bracket, line, column = tokens.open_brackets[-1]
            if tokens.lines[far] > line:
                return never_closed(source, bracket, line, column)
    reached = tokens.end_lines[far]
    if not source.line(reached):
        reached -= 1  # the tokens that close the text stand behind its last line
    if diagnostic.text is not None and reached > diagnostic.line:
        diagnostic.text = diagnostic.text.rstrip("\n")
    return diagnostic


def never_closed(source: Source, bracket: str, line: int, column: int) -> Diagnostic:
    """A bracket that is still open at the end."""
    diagnostic = Diagnostic(
        "SyntaxError", "never-closed", f"'{bracket}' was never closed", line, column + 1, line, 0
    )
    diagnostic.filename = source.filename
    diagnostic.text = source.line(line).rstrip("\n")
    return diagnostic


def lexer_diagnostic(source: Source, tokens: Tokens, error: LexError) -> Diagnostic:
    """The diagnostic of a LexError."""
    diagnostic = Diagnostic(
        error.category,
        error.code,
        error.message,
        error.line,
        error.offset,
        error.end_line,
        error.end_offset,
    )
    diagnostic.filename = source.filename
    text = source.line(error.line)
    whole = error.whole_line and error.line == tokens.lines[-1]
    diagnostic.text = text if whole else text.rstrip("\n")
    return diagnostic
