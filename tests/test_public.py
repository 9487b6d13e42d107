"""What users see: every public name is documented, typed, and where it is said to be."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys

import pytest

import dxpy
from dxpy import SimdList, SwissDict, backends, errors, text

TEXT_FUNCTIONS = [name for name in text.__all__ if name not in ("ByteSet", "Pieces")]
CLASSES = [SimdList, SwissDict, text.ByteSet, text.Pieces]
METHODS = [
    (kind, name)
    for kind in CLASSES
    for name in dir(kind)
    if not name.startswith("_") and callable(getattr(kind, name))
]


def test_names_are_listed_and_found():
    assert set(dxpy.__all__) <= set(dir(dxpy))
    for name in dxpy.__all__:
        assert getattr(dxpy, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = dxpy.nonsense


def says_all(name: str) -> bool:
    """Whether a docstring tells types, errors and cost, or names the function whose one does."""
    doc = inspect.getdoc(getattr(text, name)) or ""
    if all(part in doc for part in ("Args:", "Raises:", "Cost")):
        return True
    named = set(re.findall(r"`(\w+)`", doc)) & set(TEXT_FUNCTIONS) - {name}
    return any(says_all(other) for other in named)


@pytest.mark.parametrize("name", TEXT_FUNCTIONS)
def test_text_functions_say_types_errors_and_cost(name):
    assert says_all(name)


@pytest.mark.parametrize(("kind", "name"), METHODS)
def test_methods_are_documented(kind, name):
    assert inspect.getdoc(getattr(kind, name)), f"{kind.__name__}.{name}"


@pytest.mark.parametrize("module", [dxpy, text, backends, errors])
def test_modules_and_their_functions_are_documented(module):
    assert module.__doc__
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        assert inspect.getdoc(value), f"{module.__name__}.{name}"


def test_every_exception_is_one_of_ours():
    kinds = [kind for kind in vars(errors).values() if inspect.isclass(kind)]
    assert len(kinds) > 5
    for kind in kinds:
        assert issubclass(kind, errors.DxpyError)
        assert kind.__name__ in (errors.__doc__ or "")


def test_importing_dxpy_loads_nothing_heavy():
    code = (
        "import dxpy, sys; "
        "print(sorted({'numpy', 'cffi', 'wasmtime', 'rich', 'typer'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_fast_and_plain_engines_have_the_same_documentation():
    from dxpy.engine.text import FUNCTIONS, TextEngine

    assert sorted(FUNCTIONS) == sorted(TEXT_FUNCTIONS)
    for name in FUNCTIONS:
        assert inspect.getdoc(getattr(text, name)) == inspect.getdoc(getattr(TextEngine, name))
