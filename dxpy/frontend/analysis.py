"""The front end's entry: from source to a tree with its symbols, or to what is wrong with it.

`parse` raises the first error as CPython would. `analyse` goes on behind an error and collects what
it can: the failing line is replaced by `pass` in the tokens (or its block is kept and only the
header replaced), and parsing resumes at the statement it belongs to; a line that stopped the lexer
is replaced in the text, and both start again. Errors of names and of
structure are looked for only in a tree without other errors.

CPython's order is kept: tokens and grammar first, then `from __future__`, symbol tables, and last
what its compiler refuses.
"""

from __future__ import annotations

from dxpy.frontend import tokens as t
from dxpy.frontend.checks import check_tree, future_features
from dxpy.frontend.cursor import ParseFailure, Rejection
from dxpy.frontend.diagnostics import Diagnostic, span_diagnostic
from dxpy.frontend.error_parser import find_error, rejection_error
from dxpy.frontend.hints import add_hint
from dxpy.frontend.lexer import tokenize
from dxpy.frontend.nodes import Expression, Interactive, Module
from dxpy.frontend.parser import Headroom, Parser
from dxpy.frontend.scopes import SymbolError, Symbols
from dxpy.frontend.source import Source, SourceError, source_from_bytes
from dxpy.frontend.symbols import build_symbols

MAX_ERRORS = 20
# Errors of the lexer that concern one line, so that what follows can be read.
LINE_ERRORS = frozenset(
    ("unterminated-string", "invalid-character", "invalid-number", "leading-zeros")
)

Tree = Module | Interactive | Expression


class Analysis:
    """What is known about one source.

    Attributes:
        source: the text, or None if the bytes could not be decoded.
        tree: the tree, or None if there are errors.
        symbols: its symbol tables, or None if there are errors.
        features: the features asked for with `from __future__ import`.
        errors: the errors in the order found; CPython would raise the first.
        warnings: dubious but legal literals.
    """

    __slots__ = ("errors", "features", "source", "symbols", "tree", "warnings")

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.source: Source | None = None
        self.tree: Tree | None = None
        self.symbols: Symbols | None = None
        self.features: set[str] = set()
        self.errors: list[Diagnostic] = []
        self.warnings: list[Diagnostic] = []


def parse(text: str | bytes, filename: str = "<string>", mode: str = "exec") -> Tree:
    """The tree of a source; names and structure are not checked.

    Args:
        text: the source, as text or as the bytes of a file.
        filename: as tracebacks show it.
        mode: "exec", "eval" or "single".

    Returns:
        A Module, Expression or Interactive.

    Raises:
        SyntaxError, IndentationError, TabError: with CPython's message and numbers.
    """
    analysis = Analysis()
    run(analysis, text, filename, mode, 1, names=False)
    if analysis.tree is None:
        raise analysis.errors[0].exception()
    return analysis.tree


def analyse(
    text: str | bytes, filename: str = "<string>", mode: str = "exec", limit: int = MAX_ERRORS
) -> Analysis:
    """Everything the front end can say about a source.

    Args:
        text: as for `parse`.
        filename: as for `parse`.
        mode: as for `parse`.
        limit: how many errors to collect.

    Returns:
        The analysis; it never raises for a bad source.
    """
    analysis = Analysis()
    run(analysis, text, filename, mode, limit, names=True)
    return analysis


def run(
    analysis: Analysis, text: str | bytes, filename: str, mode: str, limit: int, *, names: bool
) -> None:
    """Fill in an analysis."""
    try:
        if isinstance(text, str):
            source = Source(text, filename)
        else:
            source = source_from_bytes(text, filename)
    except SourceError as error:
        diagnostic = Diagnostic("SyntaxError", "source", error.message, error.line, 0, 0, -1)
        diagnostic.end_line = error.line
        diagnostic.filename = filename
        diagnostic.text = error.text
        analysis.errors.append(diagnostic)
        return
    analysis.source = source
    tokens = tokenize(source)
    parser = Parser(source, tokens)
    with Headroom():
        tree = parse_collecting(analysis, source, parser, mode, limit)
        for message, line, column in dict.fromkeys(tokens.warnings):
            diagnostic = span_diagnostic(
                source, "SyntaxWarning", "dubious-literal", message, (line, column), (line, column)
            )
            analysis.warnings.append(diagnostic)
        if tree is None or analysis.errors:
            return
        if names:
            try:
                analysis.features = future_features(tree)
                deferred = "annotations" in analysis.features
                symbols = build_symbols(tree, deferred=deferred)
                check_tree(tree, symbols, deferred=deferred)
                analysis.symbols = symbols
            except SymbolError as found:
                diagnostic = span_diagnostic(
                    source,
                    "SyntaxError",
                    "structure",
                    found.message,
                    (found.line, found.column),
                    (found.end_line, found.end_column),
                )
                add_hint(diagnostic, source, tokens)
                analysis.errors.append(diagnostic)
                return
    analysis.tree = tree


def parse_collecting(
    analysis: Analysis, source: Source, parser: Parser, mode: str, limit: int
) -> Tree | None:
    """Parse, and collect errors as long as there is a way to go on."""
    tokens = parser.tokens
    reported: set[tuple[int, str]] = set()
    repaired: set[tuple[int, str]] = set()  # since the lexer last ran
    start = 0
    while True:
        try:
            parser.pos = start
            parser.depth = 0
            if mode == "eval":
                return parser.evaluation()
            if mode == "single":
                return parser.single()
            tree = parser.module()
            return None if analysis.errors else tree
        except ParseFailure:
            diagnostic = find_error(source, tokens, parser.statement_start, mode)
        except Rejection as rejection:
            diagnostic = rejection_error(source, tokens, rejection, parser.pos)
        key = (diagnostic.line, diagnostic.code)
        if key not in reported:
            reported.add(key)
            add_hint(diagnostic, source, tokens)
            analysis.errors.append(diagnostic)
        if len(analysis.errors) >= limit or mode != "exec":
            return None
        start = parser.statement_start
        if tokens.error is not None and diagnostic.line == tokens.error.line:
            replaced = without_line(parser.source, tokens)
            if replaced is None:
                return None
            tokens = tokenize(replaced)
            parser = Parser(replaced, tokens)
            start = 0
            repaired.clear()
            continue
        if key in repaired:
            return None  # the repair did not help
        repaired.add(key)
        line = diagnostic.line
        if diagnostic.code == "expected-block":
            line = header_line(tokens, line)
        if not repair(tokens, start, line):
            return None


def without_line(source: Source, tokens: t.Tokens) -> Source | None:
    """The text with `pass` in place of the line that stopped the lexer, if that can help."""
    error = tokens.error
    if error is None or error.code not in LINE_ERRORS or "triple" in error.message:
        return None
    line = source.line(error.line)
    start = source.line_starts[error.line - 1]
    body = line.lstrip(" \t\f")
    inside = any(bracket[1] < error.line for bracket in tokens.open_brackets)
    filler = "" if inside else "pass"
    if body.rstrip("\n") == filler:
        return None
    text = source.text
    indent = line[: len(line) - len(body)]
    return Source(f"{text[:start]}{indent}{filler}\n{text[start + len(line) :]}", source.filename)


def header_line(tokens: t.Tokens, line: int) -> int:
    """The line of the statement whose block is missing on `line`."""
    found = line
    for pos in range(len(tokens.kinds)):
        if tokens.lines[pos] >= line:
            break
        if tokens.kinds[pos] == t.NEWLINE:
            found = tokens.lines[pos]
    return found


def repair(tokens: t.Tokens, start: int, line: int) -> bool:
    """Make the failing logical line harmless.

    The line becomes `pass`, or `if pass:` when a block follows, whose own errors are then found.

    Returns:
        False if there is no token on or behind that line to go on from.
    """
    kinds = tokens.kinds
    end = start
    while kinds[end] != t.ENDMARKER and (kinds[end] != t.NEWLINE or tokens.end_lines[end] < line):
        if kinds[end] == t.ERRORTOKEN:
            return False
        end += 1
    if kinds[end] == t.ENDMARKER:
        return False
    first = end
    while first > start and kinds[first - 1] not in (t.NEWLINE, t.INDENT, t.DEDENT):
        first -= 1
    if kinds[first] == t.PASS and first + 1 == end:
        return False
    stray = first > start and kinds[first - 1] == t.INDENT and not opens_block(tokens, first - 1)
    if stray or first == end:
        return False
    header = kinds[end + 1] == t.INDENT
    replaced = [t.WHILE, t.NONE, t.COLON] if header else [t.PASS]
    keep = {t.EXCEPT, t.FINALLY, t.ELIF, t.ELSE}
    if kinds[first] in keep:
        return False
    count = len(replaced)
    for index in range(first, end):
        at = index - first
        kinds[index] = replaced[at] if at < count else -1
    if end - first < count:
        return False
    # what is left of the line goes
    cut_from = first + count
    for column in (
        tokens.kinds,
        tokens.texts,
        tokens.lines,
        tokens.cols,
        tokens.end_lines,
        tokens.end_cols,
    ):
        del column[cut_from:end]
    return True


def opens_block(tokens: t.Tokens, indent: int) -> bool:
    """Whether an INDENT stands behind a colon."""
    return indent >= 2 and tokens.kinds[indent - 2] == t.COLON
