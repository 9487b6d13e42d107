"""From bytes to text: encodings, line ends, NUL, and the errors of each."""

from __future__ import annotations

import pytest

from dxpy.frontend.analysis import analyse, parse
from dxpy.frontend.source import Source, SourceError, find_cookie, source_from_bytes


def value_of(data: bytes | str) -> object:
    return parse(data).body[-1].value.value


def test_utf8_is_the_default():
    assert value_of("x = 'é€'".encode()) == "é€"


def test_a_bom_is_not_text():
    assert value_of(b"\xef\xbb\xbfx = 'a'") == "a"
    assert parse(b"\xef\xbb\xbfx").body[0].col_offset == 0


@pytest.mark.parametrize(
    ("cookie", "byte"),
    [
        (b"# -*- coding: latin-1 -*-", b"\xe9"),
        (b"# vim: set fileencoding=iso-8859-15 :", b"\xe9"),
        (b"#!/bin/python\n# coding=cp1252", b"\xe9"),
        (b"\n# coding: utf_8", "é".encode()),
    ],
)
def test_a_cookie_names_the_encoding(cookie, byte):
    assert value_of(cookie + b"\nx = '" + byte + b"'") == "é"


def test_a_cookie_counts_only_in_the_first_two_lines():
    assert find_cookie(b"x = 1\n# coding: latin-1\n") == ""
    assert find_cookie(b"\n\n# coding: latin-1\n") == ""
    assert find_cookie(b"# no\r\n# coding: latin-1\r\n") == "iso-8859-1"
    assert find_cookie(b'x = "# coding: latin-1"') == ""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"# coding: nonsense\n", "encoding problem: nonsense"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "encoding problem: iso-8859-1 with BOM"),
        (b"# coding: rot13\nk", "encoding problem: rot13"),
        (b"x = 1\ny = '\xff'", "Non-UTF-8 code starting with '\\xff' in file f on line 2, but"),
        (b"# coding: utf-8\n\xff", "(unicode error) 'utf-8' codec can't decode byte 0xff"),
        (b"# coding: ascii\n\xff", "(unicode error) 'ascii' codec can't decode byte 0xff"),
        (b"x\0y", "source code cannot contain null bytes"),
    ],
)
def test_bytes_that_are_no_source(data, message):
    with pytest.raises(SyntaxError) as caught:
        parse(data, "f")
    assert message in caught.value.msg
    with pytest.raises(SourceError):
        source_from_bytes(data, "f")


def test_text_that_is_no_source():
    with pytest.raises(SyntaxError, match="source code string cannot contain null bytes"):
        parse("a\0")
    with pytest.raises(SyntaxError, match="surrogates not allowed"):
        parse("'\ud800'")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end):
    tree = parse(end.join(["if a:", "    b", "'''c", "d'''", ""]))
    assert tree.body[1].value.value == "c\nd"
    assert tree.body[1].lineno == 3


def test_a_missing_last_line_end_and_form_feeds():
    assert len(parse("a\n\fb\n  # c\n\n\f\nd").body) == 3
    assert len(parse("").body) == 0
    assert len(parse("# only").body) == 0


def test_columns_count_bytes_in_nodes_and_code_points_in_errors():
    assert parse("é = 'ü' + b").body[0].value.right.col_offset == 12
    error = analyse("é = 'ü' b").errors[0]
    assert error.offset == 9


def test_positions_to_text():
    source = Source("é = 1\nb")
    assert source.line(1) == "é = 1\n"
    assert source.line(2) == "b\n"
    assert source.line(3) == source.line(0) == ""
    assert source.slice(1, 2, 2, 1) == " = 1\nb"
    assert source.slice(1, 0, 1, 2) == "é"
    assert source.column_codepoints(1, 2) == 1


def test_names_are_normalised():
    assert parse("ﬁ = 1").body[0].targets[0].id == "fi"


def test_tabs():
    assert len(parse("if a:\n\tb\n\tc\n").body[0].body) == 2
    assert len(parse("if a:\n\tif b:\n\t        c\n\td").body[0].body) == 2
    with pytest.raises(TabError):
        parse("if a:\n\tb\n        c\n")
    with pytest.raises(IndentationError, match="unindent does not match"):
        parse("if a:\n    b\n  c\n")
