"""What the front end says about a source: one record an error or warning, and its two outer forms.

The exception form has CPython's class and numbers; the text form is what a terminal shows, with the
line, carets under the range, and a hint where one helps. Message texts are CPython's own wherever
CPython has one; whatever dxpy adds goes into the hint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dxpy.frontend.source import Source

CATEGORIES = {
    "SyntaxError": SyntaxError,
    "IndentationError": IndentationError,
    "TabError": TabError,
}


class Diagnostic:
    """One error or warning.

    Attributes:
        category: "SyntaxError", "IndentationError", "TabError" or "SyntaxWarning".
        code: a short stable name for the kind of mistake, as "never-closed".
        message: one sentence, CPython's.
        line: 1-based, 0 if it belongs to no line; end_line likewise.
        offset: 1-based column in code points; end_offset: one behind the last, 0 or -1 if unknown.
        text: the source line, or None.
        hint: what to change, or "".
    """

    __slots__ = (
        "category",
        "code",
        "end_line",
        "end_offset",
        "filename",
        "hint",
        "line",
        "message",
        "offset",
        "text",
    )

    def __init__(
        self,
        category: str,
        code: str,
        message: str,
        line: int,
        offset: int,
        end_line: int,
        end_offset: int,
    ) -> None:
        """Arguments as the attributes; text, filename and hint are filled in later."""
        self.category = category
        self.code = code
        self.message = message
        self.line = line
        self.offset = offset
        self.end_line = end_line
        self.end_offset = end_offset
        self.text: str | None = None
        self.filename = ""
        self.hint = ""

    def __repr__(self) -> str:
        """For people."""
        return f"Diagnostic({self.category}: {self.message!r} at {self.line}:{self.offset})"

    def exception(self) -> SyntaxError:
        """The exception CPython would raise."""
        kind = CATEGORIES.get(self.category, SyntaxError)
        if not self.line:
            error = kind(self.message)
            error.filename = self.filename or None
            return error
        end_offset = self.end_offset
        if self.end_line > self.line and self.text is not None and self.code != "structure":
            # CPython measures the end of a range along the line where the range starts
            end_offset = min(end_offset, len(self.text.encode("utf-8")) + 1)
        return kind(
            self.message,
            (self.filename, self.line, self.offset, self.text, self.end_line, end_offset),
        )

    def render(self) -> str:
        """The lines a terminal shows, as CPython's traceback prints them, then the hint."""
        lines: list[str] = []
        if self.line:
            lines.append(f'  File "{self.filename}", line {self.line}')
            lines += self.excerpt()
        lines.append(f"{self.category}: {self.message}")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)

    def excerpt(self) -> list[str]:
        """The source line and the carets, both indented by four."""
        if self.text is None:
            return []
        line = self.text.rstrip("\n")
        shown = line.lstrip(" \t\f")
        lines = [f"    {shown}"]
        if self.offset < 1:
            return lines
        end = self.end_offset
        if self.end_line > self.line:
            end = len(line) + 1
        if end <= self.offset:
            end = self.offset + 1
        start = self.offset - 1 - (len(line) - len(shown))
        width = end - self.offset
        if start >= 0:
            blank = "".join(char if char.isspace() else " " for char in shown[:start])
            blank += " " * (start - len(blank))
            lines.append(f"    {blank}{'^' * width}")
        return lines


def span_diagnostic(
    source: Source,
    category: str,
    code: str,
    message: str,
    start: tuple[int, int],
    end: tuple[int, int],
) -> Diagnostic:
    """A diagnostic for a span given as (line, column in bytes) twice."""
    diagnostic = Diagnostic(
        category,
        code,
        message,
        start[0],
        source.column_codepoints(start[0], start[1]) + 1,
        end[0],
        source.column_codepoints(end[0], end[1]) + 1,
    )
    diagnostic.filename = source.filename
    diagnostic.text = source.line(start[0])
    return diagnostic
