"""What is said about errors: hints, carets, and going on behind the first one."""

from __future__ import annotations

import pytest
from mutations import mutated_sources

from dxpy.frontend.analysis import analyse


def messages(source: str) -> list[tuple[int, str]]:
    return [(error.line, error.message) for error in analyse(source).errors]


def test_several_errors_in_one_run():
    source = (
        "def f(x)\n    return x +\ny = (1 2)\nwhille x:\n    pass\nfor i in a\n    print i\n"
        "class A\n    def g(self):\n        pass\n"
    )
    assert messages(source) == [
        (1, "expected ':'"),
        (2, "invalid syntax"),
        (3, "invalid syntax. Perhaps you forgot a comma?"),
        (4, "invalid syntax"),
        (6, "expected ':'"),
        (7, "Missing parentheses in call to 'print'. Did you mean print(...)?"),
        (8, "expected ':'"),
    ]


def test_going_on_behind_errors_of_the_lexer():
    assert [line for line, _ in messages("x = 'abc\ny = 08\nz = (1 2)\nf(\n  “a”,\n  b c)\n")] == [
        1,
        2,
        5,
        3,
        6,
    ]


def test_going_on_behind_a_missing_block():
    assert [line for line, _ in messages("if x:\npass\na b\n")] == [2, 3]


def test_nothing_to_go_on_from():
    assert messages("x = (1,\ny = 2\n") == [(1, "'(' was never closed")]
    assert len(messages("'''a\nb c\n")) == 1
    assert len(messages("try:\n    a\nb c\n")) == 1


def test_a_repair_that_does_not_help_ends_the_run():
    source = "@a\ndef f(b=1, c):\n    return b\nx y\n"
    assert messages(source)[0][0] == 2
    assert len(messages(source)) < 4


def test_broken_files_come_to_an_end():
    for source in mutated_sources(6, 400):
        analyse(f"{source}\n{source}")


def test_the_number_of_errors_is_limited():
    assert len(analyse("a b\n" * 50).errors) == 20
    assert len(analyse("a b\n" * 50, limit=3).errors) == 3


def test_errors_of_names_wait_for_the_grammar():
    assert messages("return\na b\n") == [(2, "invalid syntax")]
    assert messages("return\n") == [(1, "'return' outside function")]


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("whille x:\n  pass\n", "did you mean 'while' instead of 'whille'?"),
        ("imprt os\n", "did you mean 'import' instead of 'imprt'?"),
        ("def f():\n    retrun x\n", "did you mean 'return' instead of 'retrun'?"),
        ("fro x in y:\n    pass\n", "did you mean 'for' instead of 'fro'?"),
        ("else if x:\n    pass\n", "Python writes 'elif' for 'else if'"),
        ("a && b\n", "Python writes 'and' for '&&'"),
        ("x++\n", "Python writes '+= 1' for '++'"),
        ("function f() {\n", "close it, or remove it"),
        ("x = “a”\n", "use '\"' instead"),
        ("if x\n    y\n", "put a ':' here"),
        ("f(a b)\n", "put a ',' between the two"),
        ("if x = 1:\n    y\n", "compare with '=='"),
        ("x = 'a\n", "close the string with the quote it was opened with"),
        ("x = 007\n", "remove the zeros, or write 0o for an octal number"),
        ("if x:\ny\n", "indent what belongs to the statement, or write 'pass'"),
        ("foo bar\n", ""),
        ("if a: b\nesle:\n  c\n", "did you mean 'else' instead of 'esle'?"),
        ("x = y adn z\n", "did you mean 'and' instead of 'adn'?"),
    ],
)
def test_hints(source, hint):
    assert analyse(source).errors[0].hint == hint


def test_the_text_form():
    assert analyse("if x:\n    é = f(a b)  # c\n", "t.py").errors[0].render() == (
        '  File "t.py", line 2\n'
        "    é = f(a b)  # c\n"
        "          ^^^\n"
        "SyntaxError: invalid syntax. Perhaps you forgot a comma?\n"
        "  hint: put a ',' between the two"
    )
    assert analyse("  x = 1", "t.py").errors[0].render().splitlines()[:3] == [
        '  File "t.py", line 1',
        "    x = 1",
        "IndentationError: unexpected indent",
    ]


def test_the_exception_form():
    error = analyse("x = (a\n  b)\n", "t.py").errors[0].exception()
    assert type(error) is SyntaxError
    assert error.filename == "t.py"
    assert (error.lineno, error.offset, error.end_lineno) == (1, 6, 2)
    assert error.text == "x = (a"
    assert type(analyse("if x:\n\ta\n        b\n").errors[0].exception()) is TabError
    assert analyse("a\0").errors[0].exception().lineno is None


def test_every_diagnostic_has_a_code_and_a_sentence():
    for source in ("a b", "(", "x = $", "return", "def f(a, a): pass", "f'{'", "08", "a\0"):
        error = analyse(source).errors[0]
        assert error.code
        assert error.message


def test_warnings_of_literals():
    found = analyse("x = '\\d'\ny = b'\\777'\nz = 1if a else 2\nr'\\d'\n")
    assert found.errors == []
    assert [(warning.line, warning.message) for warning in found.warnings] == [
        (3, "invalid decimal literal"),
        (1, "invalid escape sequence '\\d'"),
        (2, "invalid octal escape sequence '\\777'"),
    ]
