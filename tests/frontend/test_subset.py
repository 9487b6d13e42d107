"""The front end stays inside what dxpy itself runs: few imports, no exec, no metaclasses."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import dxpy.frontend

FOLDER = Path(dxpy.frontend.__file__).parent
TOOLS = {"check_stdlib.py"}  # runs on CPython only
ALLOWED = {"__future__", "typing", "sys", "unicodedata", "collections.abc"}
FILES = sorted(path for path in FOLDER.glob("*.py") if path.name not in TOOLS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_plain_python(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module]
        for module in modules:
            assert module in ALLOWED or module.startswith("dxpy.frontend")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("exec", "eval", "compile", "__import__")
        if isinstance(node, ast.ClassDef):
            assert node.keywords == []
