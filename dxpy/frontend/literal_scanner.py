"""The literals of the lexer: strings, f-strings and numbers, and how errors are raised.

An f-string is read piece by piece: the scan in lexer.py comes back here wherever text goes on, and
the stack of open f-strings says whether the next character is text, expression or format
specification.

References: language reference 2.4; PEP 515, 701.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxpy.frontend.tokens import (
    FSTRING_END,
    FSTRING_MIDDLE,
    FSTRING_START,
    LBRACE,
    NUMBER,
    STRING,
    LexError,
    Tokens,
)

if TYPE_CHECKING:
    from dxpy.frontend.source import Source

MAX_BRACKETS = 200
MAX_FSTRINGS = 150
MAX_FIELD_NESTING = 3

DIGITS = frozenset("0123456789")
OCTAL = frozenset("01234567")
BINARY = frozenset("01")
HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
NAME_START = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
NAME_PART = NAME_START | DIGITS
NUMBER_STOPS = NAME_PART | frozenset(".")  # what may go on after the first digits
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


class LiteralScanner:
    """The state of one scan, and its literals."""

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

    def add(self, kind: int, word: str, start: int, end: int) -> None:
        """Append a token that lies in the present line."""
        tokens = self.tokens
        tokens.kinds.append(kind)
        tokens.texts.append(word)
        tokens.lines.append(self.line)
        tokens.end_lines.append(self.line)
        tokens.cols.append(start - self.line_start)
        tokens.end_cols.append(end - self.line_start)

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
                what = "triple-quoted string literal"
                self.stop_unterminated(start, quote[0], what, text.count("\n"))
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
        self.stop_unterminated(start, quote, "string literal", detected)
        return -1

    def stop_unterminated(self, start: int, mark: str, what: str, detected: int) -> None:
        """Raise for a string without an end, whose quotes are made of `mark`."""
        self.at = start + 1
        if self.fstrings:
            quote = self.fstrings[-1].quote
            if quote[0] == mark and (len(quote) == 3) == what.startswith("triple"):
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
        if leading and whole and text[at] not in "eE" and text[start:at].strip("0_"):
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
