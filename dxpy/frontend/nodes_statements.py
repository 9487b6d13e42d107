"""Nodes of statements and of whole sources. Conventions: nodes_base.py."""

# ruff: noqa: A002

from __future__ import annotations

from typing import TYPE_CHECKING

from dxpy.frontend.nodes_base import Node, Stmt

if TYPE_CHECKING:
    from dxpy.frontend.nodes_base import Expr, TypeParam
    from dxpy.frontend.nodes_expressions import Name
    from dxpy.frontend.nodes_parts import (
        Alias,
        Arguments,
        ExceptHandler,
        Keyword,
        MatchCase,
        WithItem,
    )


class FunctionDef(Stmt):
    """`def`; its position is that of the `def`, not of the decorators."""

    __slots__ = ("args", "body", "decorator_list", "name", "returns", "type_params")
    FIELDS = ("name", "args", "body", "decorator_list", "returns", "type_params")

    def __init__(
        self,
        name: str,
        args: Arguments,
        body: list[Stmt],
        decorator_list: list[Expr],
        returns: Expr | None,
        type_params: list[TypeParam],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.name = name
        self.args = args
        self.body = body
        self.decorator_list = decorator_list
        self.returns = returns
        self.type_params = type_params
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class AsyncFunctionDef(Stmt):
    """`async def`."""

    __slots__ = ("args", "body", "decorator_list", "name", "returns", "type_params")
    FIELDS = ("name", "args", "body", "decorator_list", "returns", "type_params")

    def __init__(
        self,
        name: str,
        args: Arguments,
        body: list[Stmt],
        decorator_list: list[Expr],
        returns: Expr | None,
        type_params: list[TypeParam],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.name = name
        self.args = args
        self.body = body
        self.decorator_list = decorator_list
        self.returns = returns
        self.type_params = type_params
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class ClassDef(Stmt):
    """`class`."""

    __slots__ = ("bases", "body", "decorator_list", "keywords", "name", "type_params")
    FIELDS = ("name", "bases", "keywords", "body", "decorator_list", "type_params")

    def __init__(
        self,
        name: str,
        bases: list[Expr],
        keywords: list[Keyword],
        body: list[Stmt],
        decorator_list: list[Expr],
        type_params: list[TypeParam],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.name = name
        self.bases = bases
        self.keywords = keywords
        self.body = body
        self.decorator_list = decorator_list
        self.type_params = type_params
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Return(Stmt):
    """`return`."""

    __slots__ = ("value",)
    FIELDS = ("value",)

    def __init__(
        self, value: Expr | None, lineno: int, col_offset: int, end_lineno: int, end_col_offset: int
    ) -> None:
        self.value = value
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Delete(Stmt):
    """`del`."""

    __slots__ = ("targets",)
    FIELDS = ("targets",)

    def __init__(
        self,
        targets: list[Expr],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.targets = targets
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Assign(Stmt):
    """`a = b = value`: one target for each `=`."""

    __slots__ = ("targets", "value")
    FIELDS = ("targets", "value")

    def __init__(
        self,
        targets: list[Expr],
        value: Expr,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.targets = targets
        self.value = value
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class TypeAlias(Stmt):
    """`type name[T] = value`."""

    __slots__ = ("name", "type_params", "value")
    FIELDS = ("name", "type_params", "value")

    def __init__(
        self,
        name: Name,
        type_params: list[TypeParam],
        value: Expr,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.name = name
        self.type_params = type_params
        self.value = value
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class AugAssign(Stmt):
    """`target op= value`; op has no "="."""

    __slots__ = ("op", "target", "value")
    FIELDS = ("target", "op", "value")

    def __init__(
        self,
        target: Expr,
        op: str,
        value: Expr,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.target = target
        self.op = op
        self.value = value
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class AnnAssign(Stmt):
    """`target: annotation = value`; simple is 1 for a bare name."""

    __slots__ = ("annotation", "simple", "target", "value")
    FIELDS = ("target", "annotation", "value", "simple")

    def __init__(
        self,
        target: Expr,
        annotation: Expr,
        value: Expr | None,
        simple: int,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.target = target
        self.annotation = annotation
        self.value = value
        self.simple = simple
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class For(Stmt):
    """`for`."""

    __slots__ = ("body", "iter", "orelse", "target")
    FIELDS = ("target", "iter", "body", "orelse")

    def __init__(
        self,
        target: Expr,
        iter: Expr,
        body: list[Stmt],
        orelse: list[Stmt],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.target = target
        self.iter = iter
        self.body = body
        self.orelse = orelse
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class AsyncFor(Stmt):
    """`async for`."""

    __slots__ = ("body", "iter", "orelse", "target")
    FIELDS = ("target", "iter", "body", "orelse")

    def __init__(
        self,
        target: Expr,
        iter: Expr,
        body: list[Stmt],
        orelse: list[Stmt],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.target = target
        self.iter = iter
        self.body = body
        self.orelse = orelse
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class While(Stmt):
    """`while`."""

    __slots__ = ("body", "orelse", "test")
    FIELDS = ("test", "body", "orelse")

    def __init__(
        self,
        test: Expr,
        body: list[Stmt],
        orelse: list[Stmt],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.test = test
        self.body = body
        self.orelse = orelse
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class If(Stmt):
    """`if`; an `elif` is an If alone in orelse, so long chains lean right there."""

    __slots__ = ("body", "orelse", "test")
    FIELDS = ("test", "body", "orelse")

    def __init__(
        self,
        test: Expr,
        body: list[Stmt],
        orelse: list[Stmt],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.test = test
        self.body = body
        self.orelse = orelse
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class With(Stmt):
    """`with`."""

    __slots__ = ("body", "items")
    FIELDS = ("items", "body")

    def __init__(
        self,
        items: list[WithItem],
        body: list[Stmt],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.items = items
        self.body = body
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class AsyncWith(Stmt):
    """`async with`."""

    __slots__ = ("body", "items")
    FIELDS = ("items", "body")

    def __init__(
        self,
        items: list[WithItem],
        body: list[Stmt],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.items = items
        self.body = body
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Match(Stmt):
    """`match`."""

    __slots__ = ("cases", "subject")
    FIELDS = ("subject", "cases")

    def __init__(
        self,
        subject: Expr,
        cases: list[MatchCase],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.subject = subject
        self.cases = cases
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Raise(Stmt):
    """`raise exc from cause`."""

    __slots__ = ("cause", "exc")
    FIELDS = ("exc", "cause")

    def __init__(
        self,
        exc: Expr | None,
        cause: Expr | None,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.exc = exc
        self.cause = cause
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Try(Stmt):
    """`try` with `except` clauses."""

    __slots__ = ("body", "finalbody", "handlers", "orelse")
    FIELDS = ("body", "handlers", "orelse", "finalbody")

    def __init__(
        self,
        body: list[Stmt],
        handlers: list[ExceptHandler],
        orelse: list[Stmt],
        finalbody: list[Stmt],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.body = body
        self.handlers = handlers
        self.orelse = orelse
        self.finalbody = finalbody
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class TryStar(Stmt):
    """`try` with `except*` clauses."""

    __slots__ = ("body", "finalbody", "handlers", "orelse")
    FIELDS = ("body", "handlers", "orelse", "finalbody")

    def __init__(
        self,
        body: list[Stmt],
        handlers: list[ExceptHandler],
        orelse: list[Stmt],
        finalbody: list[Stmt],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.body = body
        self.handlers = handlers
        self.orelse = orelse
        self.finalbody = finalbody
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Assert(Stmt):
    """`assert`."""

    __slots__ = ("msg", "test")
    FIELDS = ("test", "msg")

    def __init__(
        self,
        test: Expr,
        msg: Expr | None,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.test = test
        self.msg = msg
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Import(Stmt):
    """`import`."""

    __slots__ = ("names",)
    FIELDS = ("names",)

    def __init__(
        self, names: list[Alias], lineno: int, col_offset: int, end_lineno: int, end_col_offset: int
    ) -> None:
        self.names = names
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class ImportFrom(Stmt):
    """`from ... import`; level counts the leading dots."""

    __slots__ = ("level", "module", "names")
    FIELDS = ("module", "names", "level")

    def __init__(
        self,
        module: str | None,
        names: list[Alias],
        level: int,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.module = module
        self.names = names
        self.level = level
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Global(Stmt):
    """`global`."""

    __slots__ = ("names",)
    FIELDS = ("names",)

    def __init__(
        self, names: list[str], lineno: int, col_offset: int, end_lineno: int, end_col_offset: int
    ) -> None:
        self.names = names
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Nonlocal(Stmt):
    """`nonlocal`."""

    __slots__ = ("names",)
    FIELDS = ("names",)

    def __init__(
        self, names: list[str], lineno: int, col_offset: int, end_lineno: int, end_col_offset: int
    ) -> None:
        self.names = names
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class ExprStmt(Stmt):
    """An expression as a statement."""

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


class Pass(Stmt):
    """`pass`."""

    __slots__ = ()
    FIELDS = ()

    def __init__(self, lineno: int, col_offset: int, end_lineno: int, end_col_offset: int) -> None:
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Break(Stmt):
    """`break`."""

    __slots__ = ()
    FIELDS = ()

    def __init__(self, lineno: int, col_offset: int, end_lineno: int, end_col_offset: int) -> None:
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Continue(Stmt):
    """`continue`."""

    __slots__ = ()
    FIELDS = ()

    def __init__(self, lineno: int, col_offset: int, end_lineno: int, end_col_offset: int) -> None:
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Module(Node):
    """A whole file."""

    __slots__ = ("body",)
    FIELDS = ("body",)

    def __init__(self, body: list[Stmt]) -> None:
        self.body = body


class Interactive(Node):
    """One statement typed at a prompt."""

    __slots__ = ("body",)
    FIELDS = ("body",)

    def __init__(self, body: list[Stmt]) -> None:
        self.body = body


class Expression(Node):
    """One expression, as eval takes it."""

    __slots__ = ("body",)
    FIELDS = ("body",)

    def __init__(self, body: Expr) -> None:
        self.body = body
