"""Hints: what dxpy adds to CPython's messages, one rule a kind of mistake.

A hint never changes the message. Spelling is compared by edit distance with transpositions (Damerau
1964), and only a keyword that makes the line a statement is proposed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxpy.frontend import tokens as t
from dxpy.frontend.cursor import ParseFailure, Rejection
from dxpy.frontend.lexer import tokenize
from dxpy.frontend.parser import Parser
from dxpy.frontend.source import Source, SourceError

if TYPE_CHECKING:
    from dxpy.frontend.diagnostics import Diagnostic
    from dxpy.frontend.tokens import Tokens

HINTS = {
    "never-closed": "close it, or remove it",
    "unmatched-bracket": "remove it, or open one before it",
    "mismatched-bracket": "close the brackets in the order in which they were opened",
    "unterminated-string": "close the string with the quote it was opened with",
    "expected-colon": "put a ':' here",
    "expected-block": "indent what belongs to the statement, or write 'pass'",
    "bad-unindent": "indent this line like one of the lines before it",
    "unexpected-indent": "remove the spaces at its start, or end the line before with ':'",
    "tabs": "indent with spaces only",
    "missing-comma": "put a ',' between the two",
    "assignment-in-expression": "compare with '=='",
    "leading-zeros": "remove the zeros, or write 0o for an octal number",
    "bare-generator": "put brackets around the generator expression",
    "legacy-statement": "put brackets around the arguments",
    "missing-else": "add 'else' and a value",
    "too-deep": "split the expression into several statements",
    "nesting": "split the expression into several statements",
}

MAX_NAMES = 16  # of a line, to compare with keywords

# Characters that word processors put in place of those of programs.
REPLACEMENTS = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u2212": "-",
    "\u00d7": "*",
    "\u00f7": "/",
    "\u2260": "!=",
    "\u2264": "<=",
    "\u2265": ">=",
    "\uff08": "(",
    "\uff09": ")",
    "\uff0c": ",",
    "\uff1a": ":",
    "\uff1b": ";",
    "\u3000": " ",
    "\u00a0": " ",
    "\u200b": "nothing",
    "\ufeff": "nothing",
}
FOREIGN = {
    "&&": "'and'",
    "||": "'or'",
    "++": "'+= 1'",
    "--": "'-= 1'",
    "function": "'def'",
    "func": "'def'",
    "elseif": "'elif'",
    "elsif": "'elif'",
    "else if": "'elif'",
    "switch": "'match'",
    "null": "'None'",
    "catch": "'except'",
    "throw": "'raise'",
    "foreach": "'for'",
    "var": "no keyword: assign to the name",
    "let": "no keyword: assign to the name",
    "const": "no keyword: assign to the name",
}
STATEMENT_WORDS = (
    "and as assert async await break class continue def del elif else except finally for from "
    "global if import in is lambda nonlocal not or pass raise return try while with yield "
    "match case None True False"
).split()


# What must stand before some keywords for a line to parse by itself.
CONTEXTS = {
    "elif": "if a: pass\n",
    "else": "if a: pass\n",
    "except": "try: pass\n",
    "finally": "try: pass\n",
}


def add_hint(diagnostic: Diagnostic, source: Source, tokens: Tokens) -> None:
    """Fill in the hint of a diagnostic, if there is one to give."""
    code = diagnostic.code
    hint = HINTS.get(code, "")
    if code == "invalid-character":
        for char, plain in REPLACEMENTS.items():
            if f"U+{ord(char):04X}" in diagnostic.message:
                hint = f"use {plain} instead" if plain == "nothing" else f"use '{plain}' instead"
    elif code in ("invalid-syntax", "missing-comma", "expected-colon"):
        spelling = spelling_hint(diagnostic, source, tokens)
        if spelling:
            hint = spelling
    diagnostic.hint = hint


def spelling_hint(diagnostic: Diagnostic, source: Source, tokens: Tokens) -> str:
    """A keyword that was probably meant, in the logical line of the error."""
    line = diagnostic.line
    text = source.line(line)
    for foreign, ours in FOREIGN.items():
        if not foreign.isalpha() and foreign in text:
            return f"Python writes {ours} for '{foreign}'"
    kinds = tokens.kinds
    names: list[str] = []
    for pos in range(first_token_of_line(tokens, line), len(kinds)):
        if tokens.lines[pos] > line:
            break
        if kinds[pos] == t.NAME and tokens.texts[pos] not in names:
            names.append(tokens.texts[pos])
            if len(names) >= MAX_NAMES:
                break
    for name in names:
        if name in FOREIGN:
            return f"Python writes {FOREIGN[name]} for '{name}'"
    for name in names:
        for keyword in close_keywords(name):
            if line_parses(text, name, keyword):
                return f"did you mean '{keyword}' instead of '{name}'?"
    return ""


def line_parses(text: str, name: str, keyword: str) -> bool:
    """Whether a line is a statement once a keyword stands in place of a name."""
    at = text.find(name)
    line = (text[:at] + keyword + text[at + len(name) :]).strip()
    if line.endswith(":"):
        line += " pass"
    first = line.split(None, 1)[0].rstrip(":")
    try:
        source = Source(CONTEXTS.get(first, "") + line)
        Parser(source, tokenize(source)).module()
    except (ParseFailure, Rejection, SourceError):
        return False
    return True


def first_token_of_line(tokens: Tokens, line: int) -> int:
    """Index of the first token on a line, by bisection."""
    low = 0
    high = len(tokens.lines)
    while low < high:
        middle = (low + high) // 2
        if tokens.lines[middle] < line:
            low = middle + 1
        else:
            high = middle
    return low


def close_keywords(name: str) -> list[str]:
    """Keywords one slip of the finger away (two for long words), the closest first."""
    if len(name) < 2 or len(name) > 12:
        return []
    allowed = 1 if len(name) < 6 else 2
    found: list[list[str]] = [[] for _ in range(allowed + 1)]
    for word in STATEMENT_WORDS:
        if word != name and abs(len(word) - len(name)) <= allowed:
            distance = edit_distance(name, word)
            if distance <= allowed:
                found[distance].append(word)
    return [word for group in found for word in group]


def edit_distance(left: str, right: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours between two words."""
    before: list[int] = []
    above = list(range(len(right) + 1))
    for row, char in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(
                above[column] + 1, current[column - 1] + 1, above[column - 1] + (char != other)
            )
            if row > 1 and column > 1 and char == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before = above
        above = current
    return above[-1]
