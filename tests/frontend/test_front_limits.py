"""No source, however deep or long, crashes or hangs the front end."""

from __future__ import annotations

import random
import sys
import time

import pytest

from dxpy.frontend.analysis import analyse, parse

MANY = 100_000
ACCEPTED = {
    "decorators": "@a\n" * MANY + "def f(): pass",
    "comparisons": "a<" * MANY + "b",
    "and": "a and " * MANY + "b",
    "assignments": "a=" * MANY + "b",
    "strings": "'a' " * MANY,
    "f-strings": "f'{a}' " * MANY,
    "semicolons": "a;" * MANY,
    "lines": "a\n" * MANY,
    "arguments": "f(" + "a," * MANY + ")",
    "dict": "{" + "1:2," * MANY + "}",
    "comprehension": "[x " + "for x in y " * MANY + "]",
    "import": "import a" + ".b" * MANY,
    "dots": "from " + "." * MANY + " import a",
    "alternatives": "match x:\n case " + "1|" * MANY + "1: pass",
    "handlers": "try: a\n" + "except a: b\n" * MANY,
    "joined lines": "x = 1 " + "\\\n" * MANY + "+ 1",
    "blank lines": "\n" * MANY,
    "name": "a" * MANY,
    "wide names": "é," * MANY,
    "199 brackets": "(" * 199 + "1" + ")" * 199,
    "99 blocks": "".join(" " * i + "if a:\n" for i in range(99)) + " " * 99 + "pass\n",
    "2,900 sums": "x+" * 2900 + "x",
    "2,900 powers": "x**-" * 2900 + "x",
    "2,900 not": "not " * 2900 + "x",
    "2,900 attributes": "x" + ".a" * 2900,
    "2,900 elif": "if a: pass\n" + "elif b: pass\n" * 2900,
    "2,900 conditionals": "a if b else " * 2900 + "c",
    "2,900 lambdas": "lambda:" * 2900 + "x",
    "2,900 default lambdas": "lambda x=" * 2900 + "lambda: 1" + ": 0" * 2900,
}
REFUSED = {
    "brackets": ("(" * MANY + "1" + ")" * MANY, "too many nested parentheses"),
    "open brackets": ("[" * MANY, "too many nested parentheses"),
    "closing": (")" * MANY, "unmatched ')'"),
    "calls in calls": ("f(" * MANY, "too many nested parentheses"),
    "targets": ("for " + "(" * MANY, "too many nested parentheses"),
    "patterns": ("match x:\n case " + "[" * MANY, "too many nested parentheses"),
    "minus": ("-" * MANY + "x", "too deeply nested"),
    "not": ("not " * MANY + "x", "too deeply nested"),
    "sum": ("x+" * MANY + "x", "too deeply nested"),
    "attributes": ("x" + ".a" * MANY, "too deeply nested"),
    "calls": ("x" + "()" * MANY, "too deeply nested"),
    "powers": ("x**" * MANY + "x", "too deeply nested"),
    "negative powers": ("x**-" * MANY + "x", "too deeply nested"),
    "elif": ("if a: pass\n" + "elif b: pass\n" * MANY, "too deeply nested"),
    "conditionals": ("a if b else " * MANY + "c", "too deeply nested"),
    "lambdas": ("lambda:" * MANY + "x", "too deeply nested"),
    "default lambdas": ("lambda x=" * MANY, "too deeply nested"),
    "decorators of nothing": ("@a\n" * MANY, "invalid syntax"),
    "f-strings in f-strings": ("f'{" * MANY, "too many nested f-strings"),
    "specifications": ('f"{a:' * MANY, "f-string: expecting '}', or format specs"),
    "indents": ("".join(" " * i + "if a:\n" for i in range(200)), "too many levels of indentation"),
    "try": ("try: a\n" * MANY, "expected 'except' or 'finally' block"),
    "with": ("with " + "a," * MANY + "b: pass", "too many statically nested blocks"),
    "quotes": ("'" * MANY, "unterminated triple-quoted string literal"),
    "digits": ("1" * MANY, "Exceeds the limit (4300 digits)"),
    "names in a row": ("a " * MANY, "invalid syntax"),
    "match in a row": ("match " * MANY, "invalid syntax"),
    "if in a row": ("if " * MANY, "invalid syntax"),
    "names in brackets": ("(" + "a " * MANY + ")", "Perhaps you forgot a comma?"),
    "backslashes": ("\\\n" * MANY, "unexpected EOF while parsing"),
    "bad lines": ("a b\n" * MANY, "invalid syntax"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_long_sources_are_accepted(name):
    assert analyse(ACCEPTED[name]).errors == []


@pytest.mark.parametrize("name", REFUSED)
def test_deep_sources_are_refused(name):
    source, message = REFUSED[name]
    started = time.process_time()
    analysis = analyse(source)
    assert message in analysis.errors[0].message
    assert isinstance(analysis.errors[0].exception(), SyntaxError)
    assert analysis.errors[0].render()
    assert time.process_time() - started < 30


def test_the_recursion_limit_is_given_back():
    before = sys.getrecursionlimit()
    parse("a")
    analyse("a b")
    assert sys.getrecursionlimit() == before


WORDS = (
    "( ) [ ] { } : , ; . ... = == := -> ! @ + - * / // ** | ~ << < > += **= a b é if else elif for "
    "in while def class return yield lambda not and is None 1 1.5 0x1 1j 's' b'b' f' ' \" f\"{ } "
    '}" """ import from as with try except finally async await pass break global raise match '
    "case type _ # $ ? € \\ 08 1_ \f"
).split()


def soups(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        length = chance.randrange(1, 30)
        kind = chance.randrange(3)
        if kind == 0:
            codes = [
                chance.choice((chance.randrange(1, 128), chance.randrange(1, 0x3000)))
                for _ in range(length)
            ]
            made.append("".join(map(chr, codes)))
        else:
            joint = " " if kind == 1 else ""
            words = [chance.choice([*WORDS, "\n", "\n  ", "\n\t"]) for _ in range(length)]
            made.append(joint.join(words))
    return made


@pytest.mark.parametrize("seed", [1, 2])
def test_soup_of_tokens(seed):
    for source in soups(seed, 3000):
        for error in analyse(source).errors:
            assert isinstance(error.exception(), SyntaxError)
            assert error.render()


@pytest.mark.slow
def test_much_soup():
    for seed in range(100, 140):
        for source in soups(seed, 5000):
            analyse(source)


def test_random_bytes():
    chance = random.Random(5)
    for _ in range(3000):
        data = chance.randbytes(chance.randrange(40))
        if chance.random() < 0.3:
            data = b"# coding: " + chance.choice((b"latin-1", b"utf-16", b"x")) + b"\n" + data
        analysis = analyse(data)
        for error in analysis.errors:
            assert isinstance(error.exception(), SyntaxError)
