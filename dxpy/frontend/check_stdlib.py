"""Compare the front end with the host's `ast` and `symtable`, file by file.

    python -m dxpy.frontend.check_stdlib [--symbols] [--every N] [PATH]

Without PATH it reads the host's standard library. It prints each difference, then how many files
agree and how fast the parser was. The comparison is exact: the same classes, fields, values and
positions. Positions inside f-strings are compared from 3.12 on only, because 3.11 parses fields out
of place; empty constants are dropped from format specifications, where 3.12 keeps some.

This is a tool for checking on CPython; nothing here runs on dxpy.
"""

from __future__ import annotations

import ast
import symtable
import sys
import sysconfig
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from dxpy.frontend import nodes as n
from dxpy.frontend.analysis import Analysis, run
from dxpy.frontend.scopes import (
    ANNOTATED,
    IMPORTED,
    LOCAL_DEFINITION,
    PARAMETER,
    USED,
    Scope,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

# The text of each operator, and the number of each context, by ast's class.
OPERATORS: dict[str, object] = {
    "Add": "+",
    "Sub": "-",
    "Mult": "*",
    "Div": "/",
    "FloorDiv": "//",
    "Mod": "%",
    "MatMult": "@",
    "Pow": "**",
    "LShift": "<<",
    "RShift": ">>",
    "BitOr": "|",
    "BitXor": "^",
    "BitAnd": "&",
    "And": "and",
    "Or": "or",
    "Not": "not",
    "USub": "-",
    "UAdd": "+",
    "Invert": "~",
    "Eq": "==",
    "NotEq": "!=",
    "Lt": "<",
    "LtE": "<=",
    "Gt": ">",
    "GtE": ">=",
    "Is": "is",
    "IsNot": "is not",
    "In": "in",
    "NotIn": "not in",
    "Load": n.LOAD,
    "Store": n.STORE,
    "Del": n.DEL,
}
NAMES = {
    "ExprStmt": "Expr",
    "Comprehension": "comprehension",
    "Arguments": "arguments",
    "Arg": "arg",
    "Keyword": "keyword",
    "Alias": "alias",
    "WithItem": "withitem",
    "MatchCase": "match_case",
}
POSITIONS = ("lineno", "col_offset", "end_lineno", "end_col_offset")
PLACES = {1: "local", 2: "global", 3: "implicit", 4: "free", 5: "cell"}
FIELD_POSITIONS = sys.version_info >= (3, 12)


def tree_difference(ours: object, theirs: object) -> str:
    """The first difference between a tree of ours and one of `ast`, or ""."""
    pending: list[tuple[object, object, str, bool]] = [(ours, theirs, "tree", True)]
    while pending:
        mine, other, path, placed = pending.pop()
        if isinstance(other, ast.AST) and type(other).__name__ in OPERATORS:
            other = OPERATORS[type(other).__name__]
        if isinstance(mine, list):
            if not isinstance(other, list) or len(mine) != len(other):
                return f"{path}: {mine!r} is not {other!r}"
            for index in range(len(mine)):
                pending.append((mine[index], other[index], f"{path}[{index}]", placed))  # noqa: PERF401
        elif isinstance(mine, n.Node):
            name = type(mine).__name__
            if NAMES.get(name, name) != type(other).__name__:
                return f"{path}: {mine!r} is not {other!r}"
            if placed and isinstance(mine, n.Located):
                here = tuple(getattr(mine, field) for field in POSITIONS)
                there = tuple(getattr(other, field) for field in POSITIONS)
                if here != there:
                    return f"{path}: {name} at {here}, not {there}"
            if name == "JoinedStr" and not FIELD_POSITIONS:
                placed = False
            for field in mine.FIELDS:
                value = getattr(other, field, [])
                if field == "format_spec" and isinstance(value, ast.JoinedStr):
                    value.values = [part for part in value.values if not is_empty(part)]
                pending.append((getattr(mine, field), value, f"{path}.{field}", placed))
        elif type(mine) is not type(other) or repr(mine) != repr(other):
            return f"{path}: {mine!r} is not {other!r}"
    return ""


def is_empty(node: ast.AST) -> bool:
    """Whether a part of a format specification is an empty text."""
    return isinstance(node, ast.Constant) and node.value == ""


def scope_difference(ours: Scope, theirs: symtable.SymbolTable, path: str = "") -> str:
    """The first difference between a scope of ours and a table of `symtable`, or ""."""
    path = f"{path}/{theirs.get_name()}"
    symbols = {symbol.get_name(): symbol for symbol in theirs.get_symbols()}
    if set(symbols) != set(ours.places):
        return f"{path}: names {sorted(set(symbols) ^ set(ours.places))}"
    for name, symbol in symbols.items():
        place = PLACES[symbol._Symbol__scope]  # type: ignore[attr-defined]
        if ours.places[name] != place:
            return f"{path}: {name} is {ours.places[name]}, not {place}"
        flags = ours.flags.get(name, 0)
        for flag, theirs_has in (
            (PARAMETER, symbol.is_parameter()),
            (USED, symbol.is_referenced()),
            (IMPORTED, symbol.is_imported()),
            (ANNOTATED, symbol.is_annotated()),
            (LOCAL_DEFINITION, symbol.is_assigned()),
        ):
            if bool(flags & flag) != theirs_has:
                return f"{path}: {name} has flags {flags}"
    children = theirs.get_children()
    if len(children) != len(ours.children):
        return f"{path}: {len(ours.children)} inner scopes, not {len(children)}"
    for mine, other in zip(ours.children, children, strict=True):
        found = scope_difference(mine, other, path)
        if found:
            return found
    return ""


def file_difference(path: Path, *, symbols: bool) -> tuple[str, int, float]:
    """Compare one file: the difference or "", its lines, the seconds our parser took."""
    data = path.read_bytes()
    theirs: ast.Module | None = None
    try:
        theirs = ast.parse(data)
    except (SyntaxError, ValueError) as error:
        refusal = str(error)
    started = time.process_time()
    analysis = Analysis()
    run(analysis, data, str(path), "exec", 1, names=False)
    seconds = time.process_time() - started
    lines = data.count(b"\n")
    if analysis.tree is None or theirs is None:
        if (analysis.tree is None) == (theirs is None):
            return "", lines, seconds
        if theirs is None:
            return f"accepted, but the host says: {refusal}", lines, seconds
        return f"refused: {analysis.errors[0]!r}", lines, seconds
    difference = tree_difference(analysis.tree, theirs)
    if not difference and symbols:
        difference = symbol_difference(data, path)
    return difference, lines, seconds


def symbol_difference(data: bytes, path: Path) -> str:
    """Compare the symbol tables of one file."""
    analysis = Analysis()
    run(analysis, data, str(path), "exec", 1, names=True)
    try:
        # symtable alone does not look at what the code generator refuses
        compile(data, str(path), "exec", dont_inherit=True)
        theirs = symtable.symtable(data, str(path), "exec")  # type: ignore[arg-type]
    except SyntaxError as error:
        if analysis.errors and analysis.errors[0].message == error.msg:
            return ""
        return f"symbols: the host says {error}, we {analysis.errors}"
    if analysis.symbols is None:
        return f"symbols: refused: {analysis.errors[0]!r}"
    return scope_difference(analysis.symbols.top, theirs)


def library_files(root: Path) -> list[Path]:
    """All Python files below a folder, installed packages left out."""
    return sorted(path for path in root.rglob("*.py") if "site-packages" not in path.parts)


def check_files(paths: Iterable[Path], *, symbols: bool) -> tuple[list[str], int, int, float]:
    """Compare files: the differences, how many files, lines and seconds it took to parse."""
    found: list[str] = []
    files = lines = 0
    seconds = 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in paths:
            difference, count, took = file_difference(path, symbols=symbols)
            files += 1
            lines += count
            seconds += took
            if difference:
                found.append(f"{path}: {difference}")
    return found, files, lines, seconds


def main(arguments: list[str]) -> int:
    """The command."""
    symbols = "--symbols" in arguments
    every = 1
    if "--every" in arguments:
        at = arguments.index("--every")
        every = int(arguments[at + 1])
        del arguments[at : at + 2]
    rest = [argument for argument in arguments if argument != "--symbols"]
    root = Path(rest[0] if rest else sysconfig.get_path("stdlib"))
    found, files, lines, seconds = check_files(library_files(root)[::every], symbols=symbols)
    for difference in found:
        print(difference)
    print(f"{files - len(found)} of {files} files agree")
    rate = lines / max(seconds, 1e-9)
    print(f"{lines} lines parsed in {seconds:.2f} s: {rate:.0f} lines/s, {rate * 60:.0f} a minute")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
