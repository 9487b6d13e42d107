"""Nodes that are parts of others: clauses, parameters, patterns, type parameters.

Conventions: nodes_base.py.
"""

# ruff: noqa: A002

from __future__ import annotations

from typing import TYPE_CHECKING

from dxpy.frontend.nodes_base import Located, Node, Pattern, TypeParam

if TYPE_CHECKING:
    from dxpy.frontend.nodes_base import Expr, Stmt


class Comprehension(Node):
    """One `for` clause of a comprehension with its `if` clauses; has no position."""

    __slots__ = ("ifs", "is_async", "iter", "target")
    FIELDS = ("target", "iter", "ifs", "is_async")

    def __init__(self, target: Expr, iter: Expr, ifs: list[Expr], is_async: int) -> None:
        self.target = target
        self.iter = iter
        self.ifs = ifs
        self.is_async = is_async


class Arguments(Node):
    """Parameters.

    `defaults` belong to the last positional ones, `kw_defaults` one to one; has no position.
    """

    __slots__ = ("args", "defaults", "kw_defaults", "kwarg", "kwonlyargs", "posonlyargs", "vararg")
    FIELDS = ("posonlyargs", "args", "vararg", "kwonlyargs", "kw_defaults", "kwarg", "defaults")

    def __init__(
        self,
        posonlyargs: list[Arg],
        args: list[Arg],
        vararg: Arg | None,
        kwonlyargs: list[Arg],
        kw_defaults: list[Expr | None],
        kwarg: Arg | None,
        defaults: list[Expr],
    ) -> None:
        self.posonlyargs = posonlyargs
        self.args = args
        self.vararg = vararg
        self.kwonlyargs = kwonlyargs
        self.kw_defaults = kw_defaults
        self.kwarg = kwarg
        self.defaults = defaults


class Arg(Located):
    """One parameter."""

    __slots__ = ("annotation", "arg")
    FIELDS = ("arg", "annotation")

    def __init__(
        self,
        arg: str,
        annotation: Expr | None,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.arg = arg
        self.annotation = annotation
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Keyword(Located):
    """`arg=value`, or `**value` if arg is None."""

    __slots__ = ("arg", "value")
    FIELDS = ("arg", "value")

    def __init__(
        self,
        arg: str | None,
        value: Expr,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.arg = arg
        self.value = value
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class MatchValue(Pattern):
    """A literal or dotted name, compared with ==."""

    __slots__ = ("value",)
    FIELDS = ("value",)

    def __init__(
        self, value: Expr, lineno: int, col_offset: int, end_lineno: int, end_col_offset: int
    ) -> None:
        self.value = value
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class MatchSingleton(Pattern):
    """None, True or False, compared by identity."""

    __slots__ = ("value",)
    FIELDS = ("value",)

    def __init__(
        self, value: object, lineno: int, col_offset: int, end_lineno: int, end_col_offset: int
    ) -> None:
        self.value = value
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class MatchSequence(Pattern):
    """`[a, b, *c]`."""

    __slots__ = ("patterns",)
    FIELDS = ("patterns",)

    def __init__(
        self,
        patterns: list[Pattern],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.patterns = patterns
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class MatchMapping(Pattern):
    """`{key: pattern, **rest}`."""

    __slots__ = ("keys", "patterns", "rest")
    FIELDS = ("keys", "patterns", "rest")

    def __init__(
        self,
        keys: list[Expr],
        patterns: list[Pattern],
        rest: str | None,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.keys = keys
        self.patterns = patterns
        self.rest = rest
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class MatchClass(Pattern):
    """`cls(pattern, attr=pattern)`."""

    __slots__ = ("cls", "kwd_attrs", "kwd_patterns", "patterns")
    FIELDS = ("cls", "patterns", "kwd_attrs", "kwd_patterns")

    def __init__(
        self,
        cls: Expr,
        patterns: list[Pattern],
        kwd_attrs: list[str],
        kwd_patterns: list[Pattern],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.cls = cls
        self.patterns = patterns
        self.kwd_attrs = kwd_attrs
        self.kwd_patterns = kwd_patterns
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class MatchStar(Pattern):
    """`*name`, or `*_` if name is None."""

    __slots__ = ("name",)
    FIELDS = ("name",)

    def __init__(
        self, name: str | None, lineno: int, col_offset: int, end_lineno: int, end_col_offset: int
    ) -> None:
        self.name = name
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class MatchAs(Pattern):
    """`pattern as name`; a capture without pattern; the wildcard without either."""

    __slots__ = ("name", "pattern")
    FIELDS = ("pattern", "name")

    def __init__(
        self,
        pattern: Pattern | None,
        name: str | None,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.pattern = pattern
        self.name = name
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class MatchOr(Pattern):
    """Alternatives."""

    __slots__ = ("patterns",)
    FIELDS = ("patterns",)

    def __init__(
        self,
        patterns: list[Pattern],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.patterns = patterns
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class ExceptHandler(Located):
    """One `except` or `except*` clause."""

    __slots__ = ("body", "name", "type")
    FIELDS = ("type", "name", "body")

    def __init__(
        self,
        type: Expr | None,
        name: str | None,
        body: list[Stmt],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.type = type
        self.name = name
        self.body = body
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Alias(Located):
    """`name as asname` of an import; name is "*" for all."""

    __slots__ = ("asname", "name")
    FIELDS = ("name", "asname")

    def __init__(
        self,
        name: str,
        asname: str | None,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.name = name
        self.asname = asname
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class WithItem(Node):
    """`context_expr as optional_vars`; has no position."""

    __slots__ = ("context_expr", "optional_vars")
    FIELDS = ("context_expr", "optional_vars")

    def __init__(self, context_expr: Expr, optional_vars: Expr | None) -> None:
        self.context_expr = context_expr
        self.optional_vars = optional_vars


class MatchCase(Node):
    """One `case`; has no position."""

    __slots__ = ("body", "guard", "pattern")
    FIELDS = ("pattern", "guard", "body")

    def __init__(self, pattern: Pattern, guard: Expr | None, body: list[Stmt]) -> None:
        self.pattern = pattern
        self.guard = guard
        self.body = body


class TypeVar(TypeParam):
    """`T` or `T: bound` of PEP 695."""

    __slots__ = ("bound", "name")
    FIELDS = ("name", "bound")

    def __init__(
        self,
        name: str,
        bound: Expr | None,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.name = name
        self.bound = bound
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class ParamSpec(TypeParam):
    """`**P`."""

    __slots__ = ("name",)
    FIELDS = ("name",)

    def __init__(
        self, name: str, lineno: int, col_offset: int, end_lineno: int, end_col_offset: int
    ) -> None:
        self.name = name
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class TypeVarTuple(TypeParam):
    """`*Ts`."""

    __slots__ = ("name",)
    FIELDS = ("name",)

    def __init__(
        self, name: str, lineno: int, col_offset: int, end_lineno: int, end_col_offset: int
    ) -> None:
        self.name = name
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset
