"""Write the docstrings of the extension: `python -m dxpy._tools.gen_docs [--check]`.

dxpy/engine says in Python what each function means; kernels/generated/fast_docs.h carries the same
words into dxpy._fast, with the signature in the form CPython reads from a builtin. `--check` writes
nothing and fails if the header is stale.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dxpy.engine.entries import MISSING, Entries
from dxpy.engine.simdlist import SHORTCUTS, SimdList
from dxpy.engine.storage import Storage
from dxpy.engine.text import FUNCTIONS, TextEngine

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
HEADER = ROOT / "kernels" / "generated" / "fast_docs.h"
METHODS = ROOT / "kernels" / "native" / "fast" / "methods.def"
DICT_METHODS = (
    "get", "get_many", "setdefault", "pop", "popitem", "clear", "__reversed__",
)  # fmt: skip
NOTICE = (
    "Written by dxpy/_tools/gen_docs.py from the docstrings of dxpy/engine. "
    "Do not edit: change those and run `make gen`."
)


def text_signature(name: str, function: Callable[..., object]) -> str:
    """The first line of a builtin's docstring: its arguments without types.

    A default that stands for none given is shown as `...`.
    """
    signature = inspect.signature(function)
    bare = [
        parameter.replace(
            annotation=inspect.Parameter.empty,
            default=... if parameter.default is MISSING else parameter.default,
        )
        for parameter in signature.parameters.values()
    ]
    plain = signature.replace(parameters=bare, return_annotation=inspect.Signature.empty)
    return f"{name}{plain}".replace("(self", "($self", 1).replace("=Ellipsis", "=...")


def literal(text: str) -> str:
    """A C string literal of one line of text."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '\\n"'


def definition(macro: str, name: str, function: Callable[..., object]) -> list[str]:
    """The lines that define a macro as the docstring of a builtin."""
    doc = inspect.getdoc(function)
    if not doc:
        raise SystemExit(f"{name} has no docstring")
    lines = [literal(line) for line in (text_signature(name, function), "--", "", *doc.split("\n"))]
    return [f"#define {macro} \\", *(f"    {line} \\" for line in lines[:-1]), f"    {lines[-1]}"]


def header() -> str:
    """Text of fast_docs.h.

    Raises:
        SystemExit: methods.def and the engine do not name the same functions.
    """
    rows = re.findall(r"^METHOD\((\w+)\)$", METHODS.read_text(encoding="utf-8"), re.MULTILINE)
    if tuple(rows) != FUNCTIONS:
        differing = sorted(set(rows) ^ set(FUNCTIONS)) or "the order"
        raise SystemExit(f"methods.def and dxpy/engine/text.py differ: {differing}")
    lines = [f"// {NOTICE}", "#pragma once", ""]
    for name in FUNCTIONS:
        lines += definition(f"DOC_{name}", name, getattr(TextEngine, name))
    for name in SHORTCUTS:
        plain = getattr(SimdList, f"_plain_{name}", None) or getattr(SimdList, name)
        lines += definition(f"DOC_LIST_{name}", name, plain)
    for name in ("append", "tolist"):
        lines += definition(f"DOC_LIST_{name}", name, getattr(Storage, name))
    for name in DICT_METHODS:
        lines += definition(f"DOC_DICT_{name}", name, getattr(Entries, name))
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the header, or check that it is fresh."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if it is stale")
    check = parser.parse_args().check
    text = header()
    if HEADER.exists() and HEADER.read_text(encoding="utf-8") == text:
        return 0
    if not check:
        HEADER.write_text(text, encoding="utf-8")
    print(f"{'stale' if check else 'wrote'}: {HEADER.relative_to(ROOT)}")
    return int(check)


if __name__ == "__main__":
    sys.exit(main())
