r"""The lexer: source text to parallel lists of tokens, in one pass and one loop.

What it relies on: the text ends with a line end and has no other line ends than "\n" (source.py),
so every inner loop stops without asking for the length. Long things (strings, comments) are skipped
with str.find, names and numbers character by character through sets; at 0.8 us a token on CPython
that left no need for regular expressions, and dxpy can run it. It reads f-strings as PEP 701 does:
a stack of open ones says whether the next character is text, expression or format specification.

Errors: the lexer stops at the first one and closes the list with ERRORTOKEN. CPython's tokenizer
knows two kinds, those raised at once and those reported only when the parser arrives there
(LexError.raised); the diagnostics need the difference. Messages and columns are CPython 3.12's.

References: language reference chapter 2; PEP 263, 498, 515, 701, 3131.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxpy.frontend.literal_scanner import (
    DIGITS,
    MAX_BRACKETS,
    NAME_PART,
    NAME_START,
    NUMBER_STOPS,
    LexStop,
    LiteralScanner,
)
from dxpy.frontend.tokens import (
    COLON,
    DEDENT,
    ENDMARKER,
    ERRORTOKEN,
    INDENT,
    KEYWORDS,
    NAME,
    NEWLINE,
    NUMBER,
    OPERATORS,
    UNKNOWN,
    LexError,
    Tokens,
)

if TYPE_CHECKING:
    from dxpy.frontend.source import Source

MAX_INDENTS = 100
TAB_SIZE = 8
CLOSERS = {")": "(", "]": "[", "}": "{"}
PREFIXES = frozenset(("r", "u", "b", "f", "br", "rb", "fr", "rf"))


def tokenize(source: Source) -> Tokens:
    """All tokens of a source. Never raises: an error ends the list (see Tokens.error)."""
    lexer = Lexer(source)
    try:
        lexer.scan()
    except LexStop as stop:
        lexer.finish(stop.error)
    if not source.ascii:
        encode_columns(source, lexer.tokens)
    return lexer.tokens


class Lexer(LiteralScanner):
    """The scan. `at` and `line` are valid when the loop hands over to a method."""

    __slots__ = ()

    def scan(self) -> None:
        """Read the whole text. This is the one long function: every token passes through it."""
        text = self.text
        length = len(text)
        tokens = self.tokens
        kinds = tokens.kinds
        texts = tokens.texts
        lines = tokens.lines
        cols = tokens.cols
        end_lines = tokens.end_lines
        end_cols = tokens.end_cols
        brackets = self.brackets
        fstrings = self.fstrings
        keywords = KEYWORDS
        operators = OPERATORS
        name_start = NAME_START
        name_part = NAME_PART
        digits = DIGITS
        line = 1
        line_start = 0
        at = 0
        fresh = True  # at the start of a logical line
        while True:
            if fresh:
                self.at = at
                self.line = line
                self.line_start = line_start
                fresh = False
                if not self.indent():
                    break
                at = self.at
                line = self.line
                line_start = self.line_start
            char = text[at]
            while char == " ":
                at += 1
                char = text[at]

            if char in name_start:
                end = at + 1
                char = text[end]
                while char in name_part:
                    end += 1
                    char = text[end]
                if (char == '"' or char == "'") and text[at:end].lower() in PREFIXES:
                    prefix = text[at:end].lower()
                    self.line = line
                    self.line_start = line_start
                    if "f" in prefix:
                        at = self.open_fstring(at, end, "r" in prefix)
                        line = self.line
                        line_start = self.line_start
                    else:
                        at = self.string(at, end)
                        line = self.line
                        line_start = self.line_start
                    continue
                if char > "\x7f":
                    self.at = at
                    self.line = line
                    self.line_start = line_start
                    at = self.wide_name(end)
                    continue
                word = text[at:end]
                kinds.append(keywords.get(word, NAME))
                texts.append(word)
                lines.append(line)
                end_lines.append(line)
                cols.append(at - line_start)
                end_cols.append(end - line_start)
                at = end

            elif char in operators or char == "!":
                if char == "." and text[at + 1] in digits:
                    self.line = line
                    self.line_start = line_start
                    at = self.number(at)
                    continue
                if char in "([{":
                    if len(brackets) >= MAX_BRACKETS:
                        self.at = at + 1
                        self.line = line
                        self.line_start = line_start
                        raise self.stop("too many nested parentheses", "nesting")
                    brackets.append((char, line, at - line_start))
                    if fstrings:
                        fstrings[-1].depth += 1
                    end = at + 1
                elif char in ")]}":
                    self.at = at + 1
                    self.line = line
                    self.line_start = line_start
                    self.close(char)
                    end = at + 1
                elif (
                    char == ":" and fstrings and fstrings[-1].depth - 1 == fstrings[-1].field_depth
                ):
                    # the field's format specification begins; `:=` cannot occur here
                    kinds.append(COLON)
                    texts.append(":")
                    lines.append(line)
                    end_lines.append(line)
                    cols.append(at - line_start)
                    end_cols.append(at + 1 - line_start)
                    fstrings[-1].in_text = True
                    self.line = line
                    self.line_start = line_start
                    at = self.fstring_text(at + 1)
                    line = self.line
                    line_start = self.line_start
                    continue
                else:
                    end = at + 1
                    pair = text[at : at + 2]
                    if pair in operators:
                        end = at + 2
                        if text[at : at + 3] in operators:
                            end = at + 3
                    elif pair == ".." and text[at + 2] == ".":
                        end = at + 3
                word = text[at:end]
                kinds.append(operators[word])
                texts.append(word)
                lines.append(line)
                end_lines.append(line)
                cols.append(at - line_start)
                end_cols.append(end - line_start)
                at = end
                if char == "}" and fstrings and fstrings[-1].in_text:
                    self.line = line
                    self.line_start = line_start
                    at = self.fstring_text(at)
                    line = self.line
                    line_start = self.line_start

            elif char == "\n":
                if not brackets:
                    kinds.append(NEWLINE)
                    texts.append("\n")
                    lines.append(line)
                    end_lines.append(line)
                    cols.append(at - line_start)
                    end_cols.append(at + 1 - line_start)
                    fresh = True
                line += 1
                at += 1
                line_start = at
                if brackets and at >= length:
                    self.at = at
                    self.line = line - 1
                    self.line_start = text.rfind("\n", 0, length - 1) + 1
                    raise self.stop_at_end()

            elif char == "#":
                comment = at
                at = text.find("\n", at)
                if not brackets:
                    # the token of the line's end begins where its comment does
                    kinds.append(NEWLINE)
                    texts.append("\n")
                    lines.append(line)
                    end_lines.append(line)
                    cols.append(comment - line_start)
                    end_cols.append(at + 1 - line_start)
                    fresh = True
                    line += 1
                    at += 1
                    line_start = at

            elif char == '"' or char == "'":
                self.line = line
                self.line_start = line_start
                at = self.string(at, at)
                line = self.line
                line_start = self.line_start

            elif char in digits:
                end = at + 1
                char = text[end]
                while char in digits:
                    end += 1
                    char = text[end]
                if char in NUMBER_STOPS or char > "\x7f" or text[at] == "0":
                    self.line = line
                    self.line_start = line_start
                    at = self.number(at)
                    continue
                kinds.append(NUMBER)
                texts.append(text[at:end])
                lines.append(line)
                end_lines.append(line)
                cols.append(at - line_start)
                end_cols.append(end - line_start)
                at = end

            elif char == "\t" or char == "\f":
                at += 1

            elif char == "\\":
                self.line = line
                self.line_start = line_start
                at = self.join_line(at)
                line = self.line
                line_start = self.line_start

            elif char > "\x7f":
                self.at = at
                self.line = line
                self.line_start = line_start
                at = self.wide_name(at)

            elif char in "$?`":
                kinds.append(UNKNOWN)
                texts.append(char)
                lines.append(line)
                end_lines.append(line)
                cols.append(at - line_start)
                end_cols.append(at + 1 - line_start)
                at += 1

            else:
                self.at = at + 1
                self.line = line
                self.line_start = line_start
                raise self.stop(
                    f"invalid non-printable character U+{ord(char):04X}", "invalid-character"
                )

    def indent(self) -> bool:
        """Skip blank lines, then compare the indentation with the open blocks.

        Returns:
            False at the end of the text, after the closing tokens.
        """
        text = self.text
        length = len(text)
        at = self.at
        joined = -1  # the column of the first physical line, if a backslash joins lines here
        joined_alt = 0
        while True:
            if at >= length:
                return self.end()
            column = 0
            alternative = 0
            while True:
                char = text[at]
                if char == " ":
                    column += 1
                    alternative += 1
                elif char == "\t":
                    column = (column // TAB_SIZE + 1) * TAB_SIZE
                    alternative += 1
                elif char == "\f":
                    column = alternative = 0
                elif char == "\\":
                    if joined <= 0:
                        joined = column
                        joined_alt = column
                    at = self.join_line(at)
                    continue
                else:
                    break
                at += 1
            if char == "#":
                at = text.find("\n", at)
                char = "\n"
            if char != "\n":
                break
            at += 1
            self.line += 1
            self.line_start = at
            joined = -1
        if joined > 0:
            column = joined
            alternative = joined_alt
        self.at = at
        indents = self.indents
        if column == indents[-1]:
            if alternative != self.alt_indents[-1]:
                raise self.stop_tabs()
        elif column > indents[-1]:
            if len(indents) >= MAX_INDENTS:
                raise self.stop_late(
                    "IndentationError", "too-many-indents", "too many levels of indentation", 1
                )
            if alternative <= self.alt_indents[-1]:
                raise self.stop_tabs()
            indents.append(column)
            self.alt_indents.append(alternative)
            self.add(INDENT, "", at, at)
        else:
            while column < indents[-1]:
                indents.pop()
                self.alt_indents.pop()
                self.add(DEDENT, "", at, at)
            if column != indents[-1]:
                # CPython finds the mismatch before it hands out the first DEDENT
                while self.tokens.kinds[-1] == DEDENT:
                    self.drop_last()
                end = text.find("\n", at) + 1
                self.at = end
                raise self.stop_late(
                    "IndentationError",
                    "bad-unindent",
                    "unindent does not match any outer indentation level",
                    end - self.line_start,
                )
            if alternative != self.alt_indents[-1]:
                while self.tokens.kinds[-1] == DEDENT:
                    self.drop_last()
                raise self.stop_tabs()
        return True

    def drop_last(self) -> None:
        """Take the last token back."""
        tokens = self.tokens
        tokens.kinds.pop()
        tokens.texts.pop()
        tokens.lines.pop()
        tokens.end_lines.pop()
        tokens.cols.pop()
        tokens.end_cols.pop()

    def end(self) -> bool:
        """Append what closes the text."""
        self.line_start = len(self.text)
        for _ in range(len(self.indents) - 1):
            self.add(DEDENT, "", self.line_start, self.line_start)
        self.add(ENDMARKER, "", self.line_start, self.line_start)
        return False

    def join_line(self, at: int) -> int:
        """Step over a backslash at the end of a line."""
        text = self.text
        if text[at + 1] != "\n":
            self.at = at + 2
            raise self.stop_late(
                "SyntaxError",
                "bad-line-continuation",
                "unexpected character after line continuation character",
                self.at - self.joined_start(),
            )
        self.at = at + 2
        if at + 2 >= len(text):
            raise self.stop_at_end()
        self.line += 1
        self.line_start = at + 2
        return at + 2

    def joined_start(self) -> int:
        """Where the first of the lines starts that strings and backslashes join to this one.

        CPython counts the column of one error from there, because its buffer starts there.
        """
        tokens = self.tokens
        first = self.line
        pos = len(tokens.kinds) - 1
        while first > 1:
            while pos >= 0 and tokens.end_lines[pos] > first:
                pos -= 1
            if pos >= 0 and tokens.end_lines[pos] == first and tokens.lines[pos] < first:
                first = tokens.lines[pos]
            elif pos >= 0 and tokens.lines[pos] == first:
                pos -= 1
            elif self.source.line(first - 1).endswith("\\\n"):
                first -= 1
            else:
                break
        self.source.line(first)
        return self.source.line_starts[first - 1]

    def wide_name(self, end: int) -> int:
        """A name that goes on with a non-ASCII character at `end`; it starts at self.at."""
        text = self.text
        start = self.at
        char = text[end]
        while char in NAME_PART or char > "\x7f":
            end += 1
            char = text[end]
        word = text[start:end]
        if not word.isidentifier():
            for index, char in enumerate(word):
                if not (char.isidentifier() if index == 0 else ("a" + char).isidentifier()):
                    break
            self.at = start + index + 1
            if char.isprintable():
                raise self.stop(
                    f"invalid character '{char}' (U+{ord(char):04X})", "invalid-character"
                )
            raise self.stop(
                f"invalid non-printable character U+{ord(char):04X}", "invalid-character"
            )
        from unicodedata import normalize  # needed by few sources, and costs a table

        self.add(NAME, normalize("NFKC", word), start, end)
        return end

    # Brackets

    def close(self, char: str) -> None:
        """Match a closing bracket; self.at is behind it."""
        fstring = self.fstrings[-1] if self.fstrings else None
        if fstring is not None and fstring.depth == 0 and char == "}":
            raise self.stop("f-string: single '}' is not allowed", "fstring")
        if fstring is None and not self.brackets:
            raise self.stop(f"unmatched '{char}'", "unmatched-bracket")
        if not self.brackets:
            raise self.stop(f"unmatched '{char}'", "unmatched-bracket")
        opener, line, _ = self.brackets[-1]
        if opener != CLOSERS[char]:
            if fstring is not None and opener == "{" and fstring.depth - 1 == fstring.field_depth:
                raise self.stop(f"f-string: unmatched '{char}'", "fstring")
            where = "" if line == self.line else f" on line {line}"
            raise self.stop(
                f"closing parenthesis '{char}' does not match opening parenthesis '{opener}'"
                + where,
                "mismatched-bracket",
            )
        self.brackets.pop()
        if fstring is not None:
            fstring.depth -= 1
            if char == "}" and fstring.depth == fstring.field_depth:
                fstring.field_depth -= 1
                fstring.in_text = True

    def finish(self, error: LexError) -> None:
        """Close the list with ERRORTOKEN."""
        self.tokens.error = error
        self.tokens.in_fstring = bool(self.fstrings)
        self.tokens.open_brackets = self.brackets
        self.add(ERRORTOKEN, "", self.at, self.at)
        if self.tokens.cols[-1] < 0:
            self.tokens.cols[-1] = self.tokens.end_cols[-1] = 0


def encode_columns(source: Source, tokens: Tokens) -> None:
    """Turn columns in code points into columns in bytes, for the lines that are not ASCII."""
    encode_column_list(source, tokens.lines, tokens.cols)
    encode_column_list(source, tokens.end_lines, tokens.end_cols)


def encode_column_list(source: Source, lines: list[int], cols: list[int]) -> None:
    """The same for one list of lines and its list of columns, in place."""
    present = 0
    widths: list[int] = []  # bytes before each code point of the present line; [] if it is ASCII
    for index in range(len(lines)):
        line = lines[index]
        if line != present:
            present = line
            text = source.line(line)
            widths = []
            if not text.isascii():
                total = 0
                for char in text:
                    widths.append(total)
                    code = ord(char)
                    total += 1 if code < 128 else 2 if code < 2048 else 3 if code < 65536 else 4
                widths.append(total)
        if widths:
            column = cols[index]
            if column < len(widths):
                cols[index] = widths[column]
