"""Nodes of expressions. Conventions: nodes_base.py."""

# ruff: noqa: A002

from __future__ import annotations

from typing import TYPE_CHECKING

from dxpy.frontend.nodes_base import Expr

if TYPE_CHECKING:
    from dxpy.frontend.nodes_parts import Arguments, Comprehension, Keyword


class BoolOp(Expr):
    """`a and b and c`: one node for one run of equal operators. `op` is "and" or "or"."""

    __slots__ = ("op", "values")
    FIELDS = ("op", "values")

    def __init__(
        self,
        op: str,
        values: list[Expr],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.op = op
        self.values = values
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class NamedExpr(Expr):
    """`target := value`."""

    __slots__ = ("target", "value")
    FIELDS = ("target", "value")

    def __init__(
        self,
        target: Name,
        value: Expr,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.target = target
        self.value = value
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class BinOp(Expr):
    """`left op right`. Long chains lean left; visit `left` in a loop."""

    __slots__ = ("left", "op", "right")
    FIELDS = ("left", "op", "right")

    def __init__(
        self,
        left: Expr,
        op: str,
        right: Expr,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.left = left
        self.op = op
        self.right = right
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class UnaryOp(Expr):
    """`op` is "not", "-", "+" or "~"."""

    __slots__ = ("op", "operand")
    FIELDS = ("op", "operand")

    def __init__(
        self,
        op: str,
        operand: Expr,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.op = op
        self.operand = operand
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Lambda(Expr):
    """`lambda args: body`."""

    __slots__ = ("args", "body")
    FIELDS = ("args", "body")

    def __init__(
        self,
        args: Arguments,
        body: Expr,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.args = args
        self.body = body
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class IfExp(Expr):
    """`body if test else orelse`. Long chains lean right, in `orelse`."""

    __slots__ = ("body", "orelse", "test")
    FIELDS = ("test", "body", "orelse")

    def __init__(
        self,
        test: Expr,
        body: Expr,
        orelse: Expr,
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


class Dict(Expr):
    """A display; a key of None stands for `**value`."""

    __slots__ = ("keys", "values")
    FIELDS = ("keys", "values")

    def __init__(
        self,
        keys: list[Expr | None],
        values: list[Expr],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.keys = keys
        self.values = values
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Set(Expr):
    """A display with at least one element."""

    __slots__ = ("elts",)
    FIELDS = ("elts",)

    def __init__(
        self, elts: list[Expr], lineno: int, col_offset: int, end_lineno: int, end_col_offset: int
    ) -> None:
        self.elts = elts
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class ListComp(Expr):
    """`[elt for ...]`."""

    __slots__ = ("elt", "generators")
    FIELDS = ("elt", "generators")

    def __init__(
        self,
        elt: Expr,
        generators: list[Comprehension],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.elt = elt
        self.generators = generators
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class SetComp(Expr):
    """`{elt for ...}`."""

    __slots__ = ("elt", "generators")
    FIELDS = ("elt", "generators")

    def __init__(
        self,
        elt: Expr,
        generators: list[Comprehension],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.elt = elt
        self.generators = generators
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class DictComp(Expr):
    """`{key: value for ...}`."""

    __slots__ = ("generators", "key", "value")
    FIELDS = ("key", "value", "generators")

    def __init__(
        self,
        key: Expr,
        value: Expr,
        generators: list[Comprehension],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.key = key
        self.value = value
        self.generators = generators
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class GeneratorExp(Expr):
    """`(elt for ...)`."""

    __slots__ = ("elt", "generators")
    FIELDS = ("elt", "generators")

    def __init__(
        self,
        elt: Expr,
        generators: list[Comprehension],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.elt = elt
        self.generators = generators
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Await(Expr):
    """`await value`."""

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


class Yield(Expr):
    """`yield` or `yield value`."""

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


class YieldFrom(Expr):
    """`yield from value`."""

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


class Compare(Expr):
    """A chain of comparisons; an operator is its source text, as in "not in"."""

    __slots__ = ("comparators", "left", "ops")
    FIELDS = ("left", "ops", "comparators")

    def __init__(
        self,
        left: Expr,
        ops: list[str],
        comparators: list[Expr],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.left = left
        self.ops = ops
        self.comparators = comparators
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Call(Expr):
    """A call; `*x` is a Starred in args, `**x` a Keyword without a name."""

    __slots__ = ("args", "func", "keywords")
    FIELDS = ("func", "args", "keywords")

    def __init__(
        self,
        func: Expr,
        args: list[Expr],
        keywords: list[Keyword],
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.func = func
        self.args = args
        self.keywords = keywords
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class FormattedValue(Expr):
    """A field of an f-string; conversion is -1 or the code of "s", "r" or "a"."""

    __slots__ = ("conversion", "format_spec", "value")
    FIELDS = ("value", "conversion", "format_spec")

    def __init__(
        self,
        value: Expr,
        conversion: int,
        format_spec: JoinedStr | None,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.value = value
        self.conversion = conversion
        self.format_spec = format_spec
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class JoinedStr(Expr):
    """An f-string, or a format specification: Constants and FormattedValues."""

    __slots__ = ("values",)
    FIELDS = ("values",)

    def __init__(
        self, values: list[Expr], lineno: int, col_offset: int, end_lineno: int, end_col_offset: int
    ) -> None:
        self.values = values
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Constant(Expr):
    """None, a bool, Ellipsis, int, float, complex, str or bytes; kind is "u" for u"..."."""

    __slots__ = ("kind", "value")
    FIELDS = ("value", "kind")

    def __init__(
        self,
        value: object,
        kind: str | None,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.value = value
        self.kind = kind
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Attribute(Expr):
    """`value.attr`. Long chains lean left, in `value`."""

    __slots__ = ("attr", "ctx", "value")
    FIELDS = ("value", "attr", "ctx")

    def __init__(
        self,
        value: Expr,
        attr: str,
        ctx: int,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.value = value
        self.attr = attr
        self.ctx = ctx
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Subscript(Expr):
    """`value[slice]`."""

    __slots__ = ("ctx", "slice", "value")
    FIELDS = ("value", "slice", "ctx")

    def __init__(
        self,
        value: Expr,
        slice: Expr,
        ctx: int,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.value = value
        self.slice = slice
        self.ctx = ctx
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Starred(Expr):
    """`*value` in a display, call or target."""

    __slots__ = ("ctx", "value")
    FIELDS = ("value", "ctx")

    def __init__(
        self,
        value: Expr,
        ctx: int,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.value = value
        self.ctx = ctx
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Name(Expr):
    """A name, not mangled."""

    __slots__ = ("ctx", "id")
    FIELDS = ("id", "ctx")

    def __init__(
        self, id: str, ctx: int, lineno: int, col_offset: int, end_lineno: int, end_col_offset: int
    ) -> None:
        self.id = id
        self.ctx = ctx
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class List(Expr):
    """A display or a target."""

    __slots__ = ("ctx", "elts")
    FIELDS = ("elts", "ctx")

    def __init__(
        self,
        elts: list[Expr],
        ctx: int,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.elts = elts
        self.ctx = ctx
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Tuple(Expr):
    """A display or a target."""

    __slots__ = ("ctx", "elts")
    FIELDS = ("elts", "ctx")

    def __init__(
        self,
        elts: list[Expr],
        ctx: int,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.elts = elts
        self.ctx = ctx
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Slice(Expr):
    """`lower:upper:step` in a subscript."""

    __slots__ = ("lower", "step", "upper")
    FIELDS = ("lower", "upper", "step")

    def __init__(
        self,
        lower: Expr | None,
        upper: Expr | None,
        step: Expr | None,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        self.lower = lower
        self.upper = upper
        self.step = step
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset
