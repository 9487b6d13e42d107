"""The values of number and string tokens.

Escapes are decoded here rather than by the host's codecs, so that the result does not depend on the
host; the sentences of the errors are those of CPython's unicodeescape and escape codecs.

References: language reference 2.4, 2.5; PEP 515, PEP 701.
"""

from __future__ import annotations

MAX_DIGITS = 4300  # CPython's limit on decimal integer literals

SIMPLE_ESCAPES = {
    "\n": "",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
HEX_WIDTHS = {"x": 2, "u": 4, "U": 8}
OCTAL_DIGITS = "01234567"
HEX_DIGITS = "0123456789abcdefABCDEF"


class LiteralError(Exception):
    """A literal without a value; the message is CPython's."""


def number_value(text: str) -> int | float | complex:
    """The value of a number token.

    Raises:
        LiteralError: a decimal integer beyond MAX_DIGITS.
    """
    if len(text) == 1:
        return int(text)
    if "_" in text:
        text = text.replace("_", "")
    second = text[1]
    if second in "xX":
        return int(text, 16)
    if second in "oO":
        return int(text, 8)
    if second in "bB":
        return int(text, 2)
    last = text[-1]
    if last in "jJ":
        return complex(0.0, float(text[:-1]))
    if text.isdigit():
        if len(text) > MAX_DIGITS:
            raise LiteralError(
                f"Exceeds the limit ({MAX_DIGITS} digits) for integer string conversion: "
                f"value has {len(text)} digits; use sys.set_int_max_str_digits() to increase "
                "the limit - Consider hexadecimal for huge integer literals to avoid decimal "
                "conversion limits."
            )
        return int(text)
    return float(text)


def split_string(token: str) -> tuple[str, str]:
    """Prefix in lower case and body of a string token."""
    at = 0
    while token[at] not in "'\"":
        at += 1
    quotes = 3 if len(token) - at >= 6 and token[at + 1] == token[at] == token[at + 2] else 1
    return token[:at].lower(), token[at + quotes : len(token) - quotes]


def bytes_value(prefix: str, body: str) -> bytes:
    """The value of a bytes token.

    Raises:
        LiteralError: characters that are not ASCII, or a bad escape.
    """
    if not body.isascii():
        raise LiteralError("bytes can only contain ASCII literal characters")
    if "r" in prefix or "\\" not in body:
        return body.encode("ascii")
    out = bytearray()
    at = 0
    length = len(body)
    while at < length:
        slash = body.find("\\", at)
        if slash < 0:
            slash = length
        out += body[at:slash].encode("ascii")
        at = slash
        if at >= length:
            break
        char = body[at + 1]
        if char in SIMPLE_ESCAPES:
            out += SIMPLE_ESCAPES[char].encode("ascii")
            at += 2
        elif char in OCTAL_DIGITS:
            end = at + 2
            while end < length and end < at + 4 and body[end] in OCTAL_DIGITS:
                end += 1
            out.append(int(body[at + 1 : end], 8) & 255)
            at = end
        elif char == "x":
            digits = body[at + 2 : at + 4]
            if len(digits) < 2 or digits[0] not in HEX_DIGITS or digits[1] not in HEX_DIGITS:
                raise LiteralError(f"(value error) invalid \\x escape at position {at}")
            out.append(int(digits, 16))
            at += 4
        else:
            out += b"\\"
            at += 1
    return bytes(out)


def text_value(body: str) -> str:
    """The value of a string body that has backslashes and is not raw.

    Raises:
        LiteralError: a bad escape, positioned as the codec would see it (see codec_position).
    """
    parts: list[str] = []
    at = 0
    length = len(body)
    while True:
        slash = body.find("\\", at)
        if slash < 0:
            parts.append(body[at:])
            return "".join(parts)
        parts.append(body[at:slash])
        at = slash
        char = body[at + 1 : at + 2]
        if char in SIMPLE_ESCAPES:
            parts.append(SIMPLE_ESCAPES[char])
            at += 2
        elif char in HEX_WIDTHS:
            width = HEX_WIDTHS[char]
            end = at + 2
            while end < length and end < at + 2 + width and body[end] in HEX_DIGITS:
                end += 1
            if end < at + 2 + width:
                shape = "X" * width
                raise unicode_error(body, at, end, f"truncated \\{char}{shape} escape")
            code = int(body[at + 2 : end], 16)
            if code > 0x10FFFF:
                raise unicode_error(body, at, end, "illegal Unicode character")
            parts.append(chr(code))
            at = end
        elif char == "N":
            close = body.find("}", at)
            if body[at + 2 : at + 3] != "{" or close < 0 or close == at + 3:
                end = length if body[at + 2 : at + 3] == "{" and close < 0 else at + 2
                if body[at + 2 : at + 4] == "{}":
                    end = at + 4
                raise unicode_error(body, at, end, "malformed \\N character escape")
            parts.append(named_character(body, at, close))
            at = close + 1
        elif char and char in OCTAL_DIGITS:
            end = at + 2
            while end < length and end < at + 4 and body[end] in OCTAL_DIGITS:
                end += 1
            parts.append(chr(int(body[at + 1 : end], 8)))
            at = end
        else:
            parts.append("\\")
            at += 1


def named_character(body: str, at: int, close: int) -> str:
    r"""The character of `\N{name}` between `at` and `close`."""
    from unicodedata import lookup  # a big table that few programs need

    try:
        found = lookup(body[at + 3 : close])
    except (KeyError, UnicodeEncodeError):
        found = ""
    if len(found) != 1:  # lookup also knows named sequences, which literals do not
        raise unicode_error(body, at, close + 1, "unknown Unicode character name")
    return found


def unicode_error(body: str, start: int, end: int, reason: str) -> LiteralError:
    """The codec's error for the escape at body[start:end]."""
    first = codec_position(body, start)
    last = codec_position(body, end) - 1
    where = f"in position {first}" if last <= first else f"in position {first}-{last}"
    if last <= first:
        return LiteralError(
            f"(unicode error) 'unicodeescape' codec can't decode byte 0x5c {where}: {reason}"
        )
    return LiteralError(
        f"(unicode error) 'unicodeescape' codec can't decode bytes {where}: {reason}"
    )


def codec_position(body: str, at: int) -> int:
    """Where the codec sees body[at]: CPython hands it non-ASCII characters as ten-byte escapes."""
    position = at
    for char in body[:at]:
        if char > "\x7f":
            position += 9
    return position


def first_invalid_escape(body: str, in_bytes: bool) -> str:
    r"""The first backslash sequence that is none (`\d`), or "". CPython 3.12 warns about it."""
    at = body.find("\\")
    while at >= 0:
        char = body[at + 1 : at + 2]
        if char in OCTAL_DIGITS:
            if char > "3" and body[at + 1 : at + 4].isdigit() and len(body[at + 1 : at + 4]) == 3:
                digits = body[at + 1 : at + 4]
                if all(digit in OCTAL_DIGITS for digit in digits):
                    return "\\" + digits
        elif char not in SIMPLE_ESCAPES and char != "x" and (in_bytes or char not in "uUN"):
            return "\\" + char
        at = body.find("\\", at + 2)
    return ""
