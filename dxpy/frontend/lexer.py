"""The lexer: source text to parallel lists of tokens, in one pass and one loop.

What it relies on: the text ends with a line end and has no other line ends than "\\n" (source.py),
so every inner loop stops without asking for the length. Long things (strings, comments) are skipped
with str.find, names and numbers character by character through sets; a regular expression was not
faster enough to be worth the dependency. It reads f-strings the way PEP 701 does: a stack of open
f-strings says whether the next character is text, expression or format specification.

Errors: the lexer stops at the first one and closes the list with ERRORTOKEN. CPython's tokenizer
knows two kinds, those raised at once and those reported only when the parser arrives there
(LexError.raised); the diagnostics need the difference. Messages and columns are CPython 3.12's.

References: language reference chapter 2; PEP 263, 498, 515, 701, 3131.
"""

from __future__ import annotations

from dxpy.frontend.source import Source
from dxpy.frontend.tokens import (
    COLON,
    DEDENT,
    ENDMARKER,
    ERRORTOKEN,
    FSTRING_END,
    FSTRING_MIDDLE,
    FSTRING_START,
    INDENT,
    KEYWORDS,
    LBRACE,
    NAME,
    NEWLINE,
    NUMBER,
    OPERATORS,
    STRING,
    UNKNOWN,
    LexError,
    Tokens,
)

MAX_BRACKETS = 200
MAX_INDENTS = 100
MAX_FSTRINGS = 150
MAX_FIELD_NESTING = 3
TAB_SIZE = 8

DIGITS = frozenset("0123456789")
OCTAL = frozenset("01234567")
BINARY = frozenset("01")
HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
NAME_START = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
NAME_PART = NAME_START | DIGITS
NUMBER_STOPS = NAME_PART | frozenset(".")  # what may go on after the first digits
PREFIXES = frozenset(("r", "u", "b", "f", "br", "rb", "fr", "rf"))
CLOSERS = {")": "(", "]": "[", "}": "{"}
# Keywords that may stand directly behind a number, by first letter, with what must follow it; where
# that is one letter, CPython does not look whether the word goes on.
AFTER_NUMBER = {
    "a": ("nd",),
    "e": ("lse",),
    "f": ("or",),
    "i": ("f", "n", "s"),
    "o": ("r",),
    "n": ("ot",),
}


class LexStop(Exception):
    """Ends the scan; carries the LexError."""

    def __init__(self, error: LexError) -> None:
        super().__init__(error.message)
        self.error = error


class OpenFString:
    """An f-string whose end has not been reached.

    Attributes:
        depth: brackets open inside it, its fields' braces included.
        field_depth: -1 in the string's own text, else the nesting of fields, from 0.
        in_text: whether the next character is text (of the string or of a format specification).
    """

    __slots__ = ("column", "depth", "field_depth", "in_text", "line", "line_start", "quote", "raw")

    def __init__(self, quote: str, raw: bool, line: int, line_start: int, column: int) -> None:
        self.quote = quote
        self.raw = raw
        self.line = line
        self.line_start = line_start
        self.column = column
        self.depth = 0
        self.field_depth = -1
        self.in_text = True


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


class Lexer:
    """The state of one scan. `at` and `line` are valid when the loop hands over to a method."""

    __slots__ = (
        "alt_indents",
        "at",
        "brackets",
        "fstrings",
        "indents",
        "line",
        "line_start",
        "source",
        "text",
        "tokens",
    )

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.tokens = Tokens()
        self.at = 0
        self.line = 1
        self.line_start = 0
        self.brackets: list[tuple[str, int, int]] = []  # bracket, line, column
        self.fstrings: list[OpenFString] = []
        self.indents = [0]
        self.alt_indents = [0]  # the same levels with a tab counted as one column

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

    def add(self, kind: int, word: str, start: int, end: int) -> None:
        """Append a token that lies in the present line."""
        tokens = self.tokens
        tokens.kinds.append(kind)
        tokens.texts.append(word)
        tokens.lines.append(self.line)
        tokens.end_lines.append(self.line)
        tokens.cols.append(start - self.line_start)
        tokens.end_cols.append(end - self.line_start)

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
            if text[at + 1] > "\x7f":
                self.at = at + 1 + len(text[at + 1].encode("utf-8"))
            # CPython counts this column from the start of the whole text
            raise self.stop_late(
                "SyntaxError",
                "bad-line-continuation",
                "unexpected character after line continuation character",
                self.at - self.line_start,
            )
        self.at = at + 2
        if at + 2 >= len(text):
            raise self.stop_at_end()
        self.line += 1
        self.line_start = at + 2
        return at + 2

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

    # Strings

    def string(self, start: int, at: int) -> int:
        """A string without fields; its prefix starts at `start`, its quotes at `at`."""
        text = self.text
        quote = text[at]
        if text.startswith(quote * 3, at):
            quote *= 3
            begin = at + 3
            end = text.find(quote, begin)
            if end >= 0 and text.find("\\", begin, end) >= 0:
                end = self.skip_escapes(begin, quote, end)
            if end < 0:
                self.stop_unterminated(start, "triple-quoted string literal", text.count("\n"))
            end += 3
        else:
            begin = at + 1
            end = text.find(quote, begin)
            limit = text.find("\n", begin)
            if end < 0 or end > limit or text.find("\\", begin, end) >= 0:
                end = self.skip_line_escapes(start, begin, quote)
            end += 1
        tokens = self.tokens
        tokens.kinds.append(STRING)
        tokens.texts.append(text[start:end])
        tokens.lines.append(self.line)
        tokens.cols.append(start - self.line_start)
        breaks = text.count("\n", begin, end)
        if breaks:
            self.line += breaks
            self.line_start = text.rfind("\n", begin, end) + 1
        tokens.end_lines.append(self.line)
        tokens.end_cols.append(end - self.line_start)
        return end

    def skip_escapes(self, at: int, quote: str, end: int) -> int:
        """The end of a triple-quoted string that has backslashes, or -1."""
        text = self.text
        while True:
            slash = text.find("\\", at, end)
            if slash < 0:
                return end
            at = slash + 2
            if at > end:
                end = text.find(quote, at)
                if end < 0:
                    return -1

    def skip_line_escapes(self, start: int, at: int, quote: str) -> int:
        """The end of a single-quoted string that has backslashes."""
        text = self.text
        length = len(text)
        detected = self.line
        while at < length:
            char = text[at]
            if char == quote:
                return at
            if char == "\\":
                at += 1
                if text[at : at + 1] == "\n":
                    detected += 1
            elif char == "\n":
                break
            at += 1
        if at >= length:
            detected -= 1
        self.stop_unterminated(start, "string literal", detected)
        return -1

    def stop_unterminated(self, start: int, what: str, detected: int) -> None:
        """Raise for a string without an end."""
        self.at = start + 1
        if self.fstrings:
            quote = self.fstrings[-1].quote
            own = self.text[start : start + len(quote)]
            if own == quote and (len(quote) == 3) == what.startswith("triple"):
                raise self.stop("f-string: expecting '}'", "fstring")
        raise self.stop(f"unterminated {what} (detected at line {detected})", "unterminated-string")

    def open_fstring(self, start: int, at: int, raw: bool) -> int:
        """The prefix and quotes of an f-string, then its first text."""
        text = self.text
        quote = text[at]
        if text.startswith(quote * 3, at):
            quote *= 3
        end = at + len(quote)
        if len(self.fstrings) >= MAX_FSTRINGS - 1:
            self.at = end
            raise self.stop("too many nested f-strings", "nesting")
        self.add(FSTRING_START, text[start:end], start, end)
        self.fstrings.append(
            OpenFString(quote, raw, self.line, self.line_start, start - self.line_start)
        )
        return self.fstring_text(end)

    def fstring_text(self, at: int) -> int:
        """Text of the innermost f-string, or of a format specification, up to what ends it."""
        text = self.text
        fstring = self.fstrings[-1]
        quote = fstring.quote
        first = quote[0]
        triple = len(quote) == 3
        in_specification = fstring.field_depth >= 0
        start = at
        named = False
        while True:
            char = text[at : at + 1]
            if char == "" or (char == "\n" and not triple):
                if in_specification and char == "\n":
                    self.middle(start, at, empty=True)
                    fstring.in_text = False
                    return at
                raise self.stop_fstring(fstring, at)
            if char == first and (not triple or text.startswith(quote, at)):
                self.middle(start, at)
                self.add(FSTRING_END, quote, at, at + len(quote))
                self.fstrings.pop()
                return at + len(quote)
            if char == "{":
                if text[at + 1] == "{" and not in_specification:
                    self.middle(start, at + 1, at + 2)
                    at += 2
                    start = at
                    named = False
                    continue
                self.middle(start, at, empty=text[at + 1] == "{")
                fstring.field_depth += 1
                self.at = at
                if fstring.field_depth >= MAX_FIELD_NESTING:
                    raise self.stop("f-string: expressions nested too deeply", "fstring")
                fstring.in_text = False
                return self.open_field(at)
            if char == "}":
                if named:
                    named = False
                    at += 1
                    continue
                if text[at + 1] == "}" and not in_specification:
                    self.middle(start, at + 1, at + 2)
                    at += 2
                    start = at
                    continue
                self.middle(start, at, empty=True)
                fstring.in_text = False
                return at
            if char == "\\":
                at += 1
                char = text[at]
                if char in "{}":
                    continue
                if not fstring.raw and char == "N" and text[at + 1] == "{":
                    named = True
                    at += 1
                at += 1
                continue
            at += 1

    def open_field(self, at: int) -> int:
        """The brace that opens a field; the loop reads on behind it."""
        if len(self.brackets) >= MAX_BRACKETS:
            self.at = at + 1
            raise self.stop("too many nested parentheses", "nesting")
        fstring = self.fstrings[-1]
        self.brackets.append(("{", self.line, at - self.line_start))
        fstring.depth += 1
        self.add(LBRACE, "{", at, at + 1)
        return at + 1

    def middle(self, start: int, end: int, following: int = -1, *, empty: bool = False) -> None:
        """Append text between fields, and move to the line it ends in.

        Args:
            start: where it begins.
            end: where its own characters end.
            following: where the scan goes on, if that is elsewhere (a doubled brace).
            empty: whether a text without characters counts. The grammar needs one before the brace
                that ends a format specification: it keeps `f"{lambda x:{1}}"` from being a lambda.
        """
        if start == end and not empty:
            return
        text = self.text
        tokens = self.tokens
        tokens.kinds.append(FSTRING_MIDDLE)
        tokens.texts.append(text[start:end])
        tokens.lines.append(self.line)
        tokens.cols.append(start - self.line_start)
        breaks = text.count("\n", start, end)
        if breaks:
            self.line += breaks
            self.line_start = text.rfind("\n", start, end) + 1
        tokens.end_lines.append(self.line)
        tokens.end_cols.append((end if following < 0 else following) - self.line_start)

    # Numbers

    def number(self, start: int) -> int:
        """A number literal that is more than plain decimal digits."""
        text = self.text
        at = start
        char = text[at]
        if char == "0":
            following = text[at + 1]
            if following in "xX":
                return self.radix(start, HEXADECIMAL, "hexadecimal")
            if following in "oO":
                return self.radix(start, OCTAL, "octal")
            if following in "bB":
                return self.radix(start, BINARY, "binary")
        if char != ".":
            at = self.decimal_digits(at)
        leading = text[start] == "0"
        kind = "decimal"
        whole = True
        if text[at] == ".":
            whole = False
            at += 1
            if text[at] in DIGITS:
                at = self.decimal_digits(at)
        if text[at] in "eE":
            mark = at + 1
            if text[mark] in "+-":
                mark += 1
                if text[mark] not in DIGITS:
                    self.at = mark
                    raise self.stop("invalid decimal literal", "invalid-number")
            if text[mark] in DIGITS:
                whole = False
                at = self.decimal_digits(mark)
        if text[at] in "jJ":
            whole = False
            kind = "imaginary"
            at += 1
        if leading and whole and text[start:at].strip("0_"):
            zeros = start
            while text[zeros] in "0_":
                zeros += 1
            error = self.stop(
                "leading zeros in decimal integer literals are not permitted; "
                "use an 0o prefix for octal integers",
                "leading-zeros",
            ).error
            error.offset = start - self.line_start + 1
            error.end_offset = zeros + 1 - self.line_start
            raise LexStop(error)
        self.check_number_end(at, kind)
        self.add(NUMBER, text[start:at], start, at)
        return at

    def decimal_digits(self, at: int) -> int:
        """The end of digits with single underscores between them."""
        text = self.text
        while True:
            while text[at] in DIGITS:
                at += 1
            if text[at] != "_":
                return at
            at += 1
            if text[at] not in DIGITS:
                self.at = at
                raise self.stop("invalid decimal literal", "invalid-number")

    def radix(self, start: int, allowed: frozenset[str], name: str) -> int:
        """A literal with one of the prefixes 0x, 0o, 0b."""
        text = self.text
        at = start + 2
        while True:
            if text[at] == "_":
                at += 1
            if text[at] not in allowed:
                self.at = at
                if text[at] in DIGITS:
                    self.at = at + 1
                    raise self.stop(
                        f"invalid digit '{text[at]}' in {name} literal", "invalid-number"
                    )
                raise self.stop(f"invalid {name} literal", "invalid-number")
            while text[at] in allowed:
                at += 1
            if text[at] != "_":
                break
        if text[at] in DIGITS:
            self.at = at + 1
            raise self.stop(f"invalid digit '{text[at]}' in {name} literal", "invalid-number")
        self.check_number_end(at, name)
        self.add(NUMBER, text[start:at], start, at)
        return at

    def check_number_end(self, at: int, kind: str) -> None:
        """A name may not begin right behind a number, unless it is one of a few keywords."""
        text = self.text
        char = text[at]
        if char not in NAME_PART:
            return
        for rest in AFTER_NUMBER.get(char, ()):
            after = text[at + 1 + len(rest) : at + 2 + len(rest)]
            if text.startswith(rest, at + 1) and (
                char == "i" or not (after in NAME_PART or after > "\x7f")
            ):
                self.tokens.warnings.append(
                    (f"invalid {kind} literal", self.line, at - self.line_start)
                )
                return
        self.at = at
        raise self.stop(f"invalid {kind} literal", "invalid-number")

    # Errors

    def stop(self, message: str, code: str) -> LexStop:
        """An error raised at once; its column is that of the last character before self.at."""
        offset = self.at - self.line_start
        return LexStop(
            LexError("SyntaxError", code, message, self.line, offset, offset, True, False)
        )

    def stop_late(self, category: str, code: str, message: str, offset: int) -> LexStop:
        """An error reported when the parser arrives there."""
        end = -1 if code == "bad-unindent" else 0
        return LexStop(LexError(category, code, message, self.line, offset, end, False, True))

    def stop_tabs(self) -> LexStop:
        """Tabs and spaces mixed so that the blocks depend on the size of a tab."""
        return self.stop_late(
            "TabError", "tabs", "inconsistent use of tabs and spaces in indentation", 1
        )

    def stop_at_end(self) -> LexStop:
        """The text ends inside brackets or behind a backslash."""
        error = LexError(
            "SyntaxError",
            "unexpected-end",
            "unexpected EOF while parsing",
            self.line,
            self.at - self.line_start,
            -1,
            False,
            True,
        )
        if self.brackets:
            bracket, line, column = self.brackets[-1]
            error.code = "never-closed"
            error.message = f"'{bracket}' was never closed"
            error.line = error.end_line = line
            error.offset = column + 1
            error.end_offset = 0
        return LexStop(error)

    def stop_fstring(self, fstring: OpenFString, at: int) -> LexStop:
        """An f-string without an end; reported where it starts."""
        detected = self.line + self.text.count("\n", self.line_start, at)
        if at >= len(self.text):
            detected = self.text.count("\n")
        what = "triple-quoted f-string literal" if len(fstring.quote) == 3 else "f-string literal"
        offset = fstring.column + 1
        return LexStop(
            LexError(
                "SyntaxError",
                "unterminated-string",
                f"unterminated {what} (detected at line {detected})",
                fstring.line,
                offset,
                offset,
                True,
                False,
            )
        )

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
