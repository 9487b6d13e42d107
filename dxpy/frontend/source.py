r"""Source text: from bytes to decoded lines, as PEP 263 and the language reference (2.1.4) say.

One Source is shared by lexer, parser and diagnostics. Its text has "\n" as its only line end and
always closes with one, so no scanner needs to ask for the end of the text inside a line. Columns of
tokens and nodes are offsets in UTF-8 bytes, those of messages count code points; the conversions
are here.
"""

from __future__ import annotations

BOM = b"\xef\xbb\xbf"


class SourceError(Exception):
    """The bytes are no source text; carries what the diagnostic needs.

    Attributes:
        message: CPython's sentence.
        line: 1-based line, or 0 if the error belongs to the source as a whole.
        text: the offending line, if it could be decoded.
    """

    def __init__(self, message: str, line: int = 0, text: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.text = text


class Source:
    """One source text with its name.

    Args:
        text: decoded text, any of the three line ends.
        filename: as tracebacks show it.

    Raises:
        SourceError: the text has a NUL character or a lone surrogate.
    """

    __slots__ = ("ascii", "filename", "line_starts", "text")

    def __init__(self, text: str, filename: str = "<string>") -> None:
        if "\0" in text:
            raise SourceError("source code string cannot contain null bytes")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.endswith("\n"):
            text += "\n"
        self.ascii = text.isascii()
        if not self.ascii:
            check_surrogates(text)
        self.text = text
        self.filename = filename
        self.line_starts: list[int] = []

    def line(self, number: int) -> str:
        """Line `number` (1-based) with its line end, or "". Cost: the first call is linear."""
        starts = self.line_starts
        if not starts:
            at = 0
            text = self.text
            while at >= 0 and at < len(text):
                starts.append(at)
                at = text.find("\n", at) + 1
            starts.append(len(text))
        if number < 1 or number >= len(starts):
            return ""
        return self.text[starts[number - 1] : starts[number]]

    def column_codepoints(self, line: int, column_bytes: int) -> int:
        """The column in code points of a column in bytes; beyond the line's end it counts on."""
        if self.ascii or column_bytes <= 0:
            return column_bytes
        text = self.line(line)
        if text.isascii():
            return column_bytes
        data = text.encode("utf-8")
        if column_bytes > len(data):
            return len(text) + column_bytes - len(data)
        return len(data[:column_bytes].decode("utf-8", "replace"))

    def slice(self, line: int, column: int, end_line: int, end_column: int) -> str:
        """The text between two positions with columns in bytes."""
        if line == end_line:
            text = self.line(line)
            if self.ascii:
                return text[column:end_column]
            return text.encode("utf-8")[column:end_column].decode("utf-8", "replace")
        parts = [self.line(line).encode("utf-8")[column:]]
        parts += [self.line(number).encode("utf-8") for number in range(line + 1, end_line)]
        parts.append(self.line(end_line).encode("utf-8")[:end_column])
        return b"".join(parts).decode("utf-8", "replace")


def check_surrogates(text: str) -> None:
    """Refuse text that cannot be UTF-8, with the sentence of the codec."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise SourceError(str(error)) from None


def source_from_bytes(data: bytes, filename: str = "<string>") -> Source:
    """Decode a file's bytes: BOM, PEP 263 cookie, UTF-8 otherwise.

    Args:
        data: the whole file.
        filename: as tracebacks show it.

    Returns:
        The decoded Source.

    Raises:
        SourceError: unknown encoding, bytes that are not of it, or NUL bytes.

    References: PEP 263, language reference 2.1.4.
    """
    marked = data.startswith(BOM)
    if marked:
        data = data[3:]
    encoding = find_cookie(data)
    if marked and encoding not in ("", "utf-8"):
        raise SourceError(f"encoding problem: {encoding} with BOM")
    if b"\0" in data:
        raise SourceError("source code cannot contain null bytes")
    if encoding in ("", "utf-8"):
        try:
            return Source(data.decode("utf-8"), filename)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            byte = data[error.start]
            if encoding:
                message = (
                    f"(unicode error) 'utf-8' codec can't decode byte 0x{byte:02x} "
                    f"in position {error.start}: {error.reason}"
                )
            else:
                message = (
                    f"Non-UTF-8 code starting with '\\x{byte:02x}' in file {filename} on line "
                    f"{line}, but no encoding declared; "
                    "see https://peps.python.org/pep-0263/ for details"
                )
            raise SourceError(message, line) from None
    try:
        text = data.decode(encoding)
    except LookupError:
        raise SourceError(f"encoding problem: {encoding}") from None
    except UnicodeDecodeError as error:
        raise SourceError(f"(unicode error) {error}") from None
    except (ValueError, UnicodeError, TypeError, AttributeError):
        raise SourceError(f"encoding problem: {encoding}") from None
    if not isinstance(text, str):
        raise SourceError(f"encoding problem: {encoding}")
    return Source(text, filename)


def find_cookie(data: bytes) -> str:
    """The normalised encoding named by a comment in the first two lines, or ""."""
    start = 0
    for _ in range(2):
        end = start
        while end < len(data) and data[end] not in b"\r\n":
            end += 1
        line = data[start:end]
        name = cookie_of_line(line)
        if name:
            return normalise_encoding(name)
        body = line.strip(b" \t\f")
        if body and not body.startswith(b"#"):
            return ""  # the second line counts only after a blank line or a comment
        start = end + 2 if data[end : end + 2] == b"\r\n" else end + 1
    return ""


def cookie_of_line(line: bytes) -> str:
    """The name in `# ... coding[:=] name`, or ""."""
    body = line.lstrip(b" \t\f")
    if not body.startswith(b"#"):
        return ""
    at = body.find(b"coding")
    while at >= 0:
        i = at + 6
        if i < len(body) and body[i] in b":=":
            i += 1
            while i < len(body) and body[i] in b" \t":
                i += 1
            end = i
            while end < len(body) and (
                chr(body[end]) in "-_." or (body[end] < 128 and chr(body[end]).isalnum())
            ):
                end += 1
            if end > i:
                return body[i:end].decode("ascii")
        at = body.find(b"coding", at + 6)
    return ""


def normalise_encoding(name: str) -> str:
    """Fold the spellings of UTF-8 and Latin-1 that PEP 263 readers fold."""
    folded = name[:12].lower().replace("_", "-")
    if folded == "utf-8" or folded.startswith("utf-8-"):
        return "utf-8"
    if folded in ("latin-1", "iso-8859-1", "iso-latin-1") or folded.startswith(
        ("latin-1-", "iso-8859-1-", "iso-latin-1-")
    ):
        return "iso-8859-1"
    return name
