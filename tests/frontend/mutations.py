"""Sources made by breaking one token or character of a statement of the host's library."""

from __future__ import annotations

import ast
import io
import random
import tokenize
from functools import cache
from pathlib import Path

WORDS = (
    "( ) [ ] { } : , = == . if else for in def class x 1 's' * ** lambda not and or import from as "
    'with try except finally return yield await async + - := -> @ ; is None print " \' f"{ $ match '
    "case type _ ! | / return yield break continue global nonlocal del"
).split()
EXTRAS = ["\n", "    ", "\t", "\\", "x := 1", "*a", "await x", "(yield)", "[x async for x in y]"]
POOL = WORDS + EXTRAS


@cache
def statements(path: Path) -> list[str]:
    """The statements of a file that are at most 40 lines long."""
    source = path.read_text(encoding="utf-8", errors="replace")
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    lines = source.splitlines(keepends=True)
    found = []
    for node in tree.body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))]) - 1
        if node.end_lineno - first <= 40:
            found.append("".join(lines[first : node.end_lineno]))
    return found


def places(source: str) -> list[tuple[int, int, str]]:
    """Start, end and text of each token of a source, or nothing if it has an error."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.string and token.type not in (tokenize.INDENT, tokenize.DEDENT):
                start = starts[token.start[0] - 1] + token.start[1]
                end = starts[token.end[0] - 1] + token.end[1]
                found.append((start, end, token.string))
    except (tokenize.TokenError, SyntaxError):
        return []
    return found


def mutated_sources(seed: int, count: int) -> list[str]:
    """So many sources, the same for the same seed and library."""
    chance = random.Random(seed)
    root = Path(ast.__file__).parent
    files = sorted(root.glob("*.py"))
    for pattern in ("gram", "pattern", "fstring", "exc", "with", "coro"):
        files += sorted(root.glob(f"test/test_*{pattern}*.py"))
    made: list[str] = []
    while len(made) < count:
        parts = statements(chance.choice(files))
        if not parts:
            continue
        source = chance.choice(parts)
        tokens = places(source)
        if not tokens:
            continue
        start, end, text = chance.choice(tokens)
        way = chance.randrange(6)
        if way == 0:
            changed = source[:start] + source[end:]
        elif way == 1:
            changed = f"{source[:end]} {text}{source[end:]}"
        elif way == 2:
            changed = source[:start] + chance.choice(POOL) + source[end:]
        elif way == 3:
            changed = f"{source[:start]}{chance.choice(POOL)} {source[start:]}"
        elif way == 4:
            changed = source[:start] + chance.choice(tokens)[2] + source[end:]
        else:
            at = chance.randrange(len(source))
            changed = source[:at] + source[at + 1 :]
        made.append(changed)
    return made
