"""What a symbol table holds: scopes, how names are used in them, and where each name lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dxpy.frontend.nodes import Located, Node

# Kinds of scope.
MODULE = "module"
FUNCTION = "function"  # functions, lambdas and comprehensions
CLASS = "class"
ANNOTATION = "annotation"  # a deferred annotation
TYPE_PARAMETERS = "type parameters"
TYPE_ALIAS = "type alias"
TYPE_VARIABLE_BOUND = "TypeVar bound"

FUNCTION_LIKE = frozenset((FUNCTION, TYPE_PARAMETERS, TYPE_ALIAS, TYPE_VARIABLE_BOUND))

# Where expressions with effects may not stand, in the words of the message.
SPECIAL_SCOPES = {
    ANNOTATION: "an annotation",
    TYPE_PARAMETERS: "the definition of a generic",
    TYPE_ALIAS: "a type alias",
    TYPE_VARIABLE_BOUND: "a TypeVar bound",
}

COMPREHENSION_NAMES = {
    "genexpr": "generator expression",
    "listcomp": "list comprehension",
    "setcomp": "set comprehension",
    "dictcomp": "dict comprehension",
}

CLASS_DICT = "__classdict__"

# How a name is used in a scope; a name has any number of these.
DECLARED_GLOBAL = 1
LOCAL_DEFINITION = 2
PARAMETER = 4
DECLARED_NONLOCAL = 8
USED = 16
IMPORTED = 32
ANNOTATED = 64
COMPREHENSION_TARGET = 128
TYPE_PARAMETER = 256
BOUND = LOCAL_DEFINITION | PARAMETER | IMPORTED | TYPE_PARAMETER


class SymbolError(Exception):
    """A contradiction between uses of a name, or a construct where it must not be.

    Attributes:
        message: CPython's sentence.
        line, column, end_line, end_column: columns in bytes, from 0.
    """

    def __init__(
        self, message: str, line: int, column: int, end_line: int, end_column: int
    ) -> None:
        """Arguments as the attributes."""
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column


class Scope:
    """One scope.

    Attributes:
        kind: one of the kinds above; name: of the function or class; node: what opened it.
        flags: how each (mangled) name is used, in order of first use.
        places: where each name lives: "local", "cell" (a local that inner scopes capture), "free"
            (a cell of an outer scope), "global" (declared) or "implicit" (global or builtin).
        parameters: names of parameters, in CPython's order of varnames.
        directives: the statement that declared a name global or nonlocal.
        is_generator, is_coroutine, returns_value: what the body contains.
        comprehension: "" or "listcomp", "setcomp", "dictcomp", "genexpr".
        sees_class: whether names are looked up in an enclosing class body first (PEP 695).
        needs_class_cell, needs_class_dict: whether a class must make `__class__`, `__classdict__`.
        free_through_class: names that the class binds and that inner scopes take from outside it.
    """

    __slots__ = (
        "children",
        "col_offset",
        "comprehension",
        "directives",
        "end_col_offset",
        "end_lineno",
        "flags",
        "free_through_class",
        "in_iterable",
        "in_target",
        "is_coroutine",
        "is_generator",
        "kind",
        "lineno",
        "name",
        "needs_class_cell",
        "needs_class_dict",
        "node",
        "parameters",
        "parent",
        "places",
        "returns_value",
        "sees_class",
    )

    def __init__(
        self,
        kind: str,
        name: str,
        node: Node | None,
        parent: Scope | None,
        lineno: int,
        col_offset: int,
        end_lineno: int,
        end_col_offset: int,
    ) -> None:
        """An empty scope."""
        self.kind = kind
        self.name = name
        self.node = node
        self.parent = parent
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset
        self.children: list[Scope] = []
        self.flags: dict[str, int] = {}
        self.places: dict[str, str] = {}
        self.parameters: list[str] = []
        self.directives: dict[str, Located] = {}
        self.free_through_class: list[str] = []
        self.comprehension = ""
        self.in_iterable = 0
        self.in_target = False
        self.is_coroutine = False
        self.is_generator = False
        self.returns_value = False
        self.sees_class = False
        self.needs_class_cell = False
        self.needs_class_dict = False

    def __repr__(self) -> str:
        """For people."""
        return f"Scope({self.kind} {self.name!r}: {self.places})"

    def names(self, place: str) -> list[str]:
        """The names that live in one place, in order of first use."""
        return [name for name, where in self.places.items() if where == place]


class Symbols:
    """The scopes of one tree.

    Attributes:
        top: the module's scope.
    """

    __slots__ = ("by_node", "top")

    def __init__(self, top: Scope, by_node: dict[tuple[int, str], Scope]) -> None:
        """Keep the scopes and the index of the nodes that opened them."""
        self.top = top
        self.by_node = by_node

    def scope_of(self, node: Node, role: str = "") -> Scope:
        """The scope a node opens.

        Args:
            node: a Module, FunctionDef, Lambda, ClassDef, comprehension, TypeAlias, TypeVar ...,
                or, with deferred annotations, the annotation.
            role: "type_params" for the scope of the node's type parameters.
        """
        return self.by_node[(id(node), role)]


def mangle(private: str | None, name: str) -> str:
    """The name as it is stored: private names of a class carry the class's name.

    References: language reference 6.2.1.1.
    """
    if private is None or not name.startswith("__") or name.endswith("__") or "." in name:
        return name
    stripped = private.lstrip("_")
    return f"_{stripped}{name}" if stripped else name
