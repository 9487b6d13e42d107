"""Where names live. The comparison with the host over its library is in test_stdlib_agreement."""

from __future__ import annotations

import symtable
import sys
import textwrap

import pytest

from dxpy.frontend.analysis import analyse
from dxpy.frontend.check_stdlib import scope_difference
from dxpy.frontend.scopes import Scope, mangle


def scopes(source: str) -> Scope:
    analysis = analyse(textwrap.dedent(source))
    assert analysis.errors == []
    return analysis.symbols.top


def inner(scope: Scope, *names: str) -> Scope:
    for name in names:
        scope = next(child for child in scope.children if child.name == name)
    return scope


def test_closures():
    top = scopes(
        """
        def f(a, *, b=1):
            c = 1
            def g():
                nonlocal c
                c = a
                d = len
            return g
        """
    )
    f = inner(top, "f")
    assert f.places == {"a": "cell", "b": "local", "c": "cell", "g": "local"}
    assert f.parameters == ["a", "b"]
    assert inner(f, "g").places == {
        "c": "free",
        "a": "free",
        "d": "local",
        "len": "implicit",
    }
    assert f.names("cell") == ["a", "c"]


def test_classes_are_skipped():
    top = scopes(
        """
        x = 1
        class A:
            x = 2
            def f(self):
                return x, super().f, __class__
        """
    )
    a = inner(top, "A")
    assert a.places == {"x": "local", "f": "local"}
    assert a.needs_class_cell
    f = inner(a, "f")
    assert f.places["x"] == "implicit"
    assert f.places["__class__"] == "free"


def test_a_class_between_function_and_method():
    top = scopes(
        """
        def f(x):
            class A:
                x = x
                def g(self): return x
        """
    )
    a = inner(top, "f", "A")
    assert a.places["x"] == "local"
    assert a.free_through_class == ["x"]
    assert inner(a, "g").places["x"] == "free"


def test_comprehensions_are_scopes():
    top = scopes("def f(y): return [x + z for x in y for w in x if (z := w)]")
    f = inner(top, "f")
    assert f.places == {"y": "local", "z": "cell"}
    comprehension = inner(f, "listcomp")
    assert comprehension.places == {
        ".0": "local",
        "x": "local",
        "w": "local",
        "z": "free",
    }
    assert comprehension.comprehension == "listcomp"


def test_mangling():
    assert mangle("A", "__x") == "_A__x"
    assert mangle("__A", "__x") == "_A__x"
    assert mangle("__", "__x") == "__x"
    assert mangle("A", "__x__") == "__x__"
    assert mangle(None, "__x") == "__x"
    top = scopes("class _A:\n  def f(self, __x): return __x, self.__y\n")
    assert inner(top, "_A", "f").parameters == ["self", "_A__x"]


def test_kinds_of_functions():
    top = scopes(
        """
        async def f():
            yield [x async for x in y]
        def g():
            return (await x for x in y)
        """
    )
    assert inner(top, "f").is_coroutine
    assert inner(top, "f").is_generator
    assert not inner(top, "g").is_coroutine
    assert inner(top, "g").returns_value
    assert inner(top, "g", "genexpr").is_generator


def test_type_parameters():
    top = scopes(
        """
        class A[T]:
            U = int
            def f[V: (T, U)](self, x: T, y: U) -> V: return x
            type X = list[U]
        """
    )
    params = inner(top, "A")
    assert params.kind == "type parameters"
    assert params.places["T"] == "cell"
    body = inner(params, "A")
    assert body.needs_class_dict
    assert inner(body, "X").places["U"] == "implicit"
    assert inner(body, "X").sees_class
    assert inner(body, "f", "V").places == {"T": "free", "__classdict__": "free", "U": "implicit"}


def test_deferred_annotations_use_nothing():
    top = scopes("from __future__ import annotations\nx: undefined = 1\ndef f(a: b) -> c: pass\n")
    assert "undefined" not in top.places
    assert "b" not in top.places


def test_scopes_by_node():
    analysis = analyse("def f(): return lambda: 0\n")
    function = analysis.tree.body[0]
    assert analysis.symbols.scope_of(function).name == "f"
    assert analysis.symbols.scope_of(function.body[0].value).name == "lambda"
    assert analysis.symbols.scope_of(analysis.tree) is analysis.symbols.top


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="3.12 shows comprehensions merged")
@pytest.mark.parametrize(
    "source",
    [
        "global x\ndef f():\n  global y\n  y = x\n  class A:\n    y = y\n",
        "def f():\n  x = 1\n  class A:\n    nonlocal x\n    x = 2\n    def g(self): return x\n",
        "class A:\n  class B:\n    def f(self): return __class__\n",
        "def f(a):\n  return [lambda: a for a in [a]]\n",
        "def f():\n  [y := 1 for x in z]\n  return {k: v for k, v in {y: (lambda: k)}}\n",
        "import a.b, c as d\nfrom e import f as g, h\ntry: pass\nexcept E as i: pass\n",
        "match a:\n  case [b, *c, {'d': e, **f}, G(h, i=j) as k]: pass\n",
        "x: int\ny: str = 1\n(z): int = 2\ndef f():\n  w: int\n",
        "def f(a, /, b=c, *d, e: f = g, **h) -> i: return j\n",
        "def f():\n  def g():\n    def h():\n      nonlocal x\n      x = 1\n  x = 2\n",
        "with a as b, c as (d, [e]): del f, g.h, i[j]\n",
        "for a, *b in c: d += e\nelse: f\nasync def g():\n  async for h in i: await j\n",
    ],
)
def test_small_sources_agree_with_the_host(source):
    theirs = symtable.symtable(source, "f", "exec")
    assert scope_difference(scopes(source), theirs) == ""
