"""What every node of the tree is.

The names and fields are those of CPython's `ast` module, except: operators are their source text,
contexts are small ints, an expression statement is ExprStmt (Expr is the base of expressions), and
the classes that `ast` spells in lower case are capitalised. Type comments are not kept.
"""

from __future__ import annotations

LOAD = 0
STORE = 1
DEL = 2


class Node:
    """Base of all nodes. FIELDS names what a node holds, in source order where that is one."""

    __slots__ = ()
    FIELDS: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """The class and its plain fields, for people."""
        parts: list[str] = []
        for field in self.FIELDS:
            value = getattr(self, field)
            if isinstance(value, list):
                parts.append(f"{field}=[{len(value)}]")
            elif isinstance(value, Node):
                parts.append(f"{field}={type(value).__name__}")
            else:
                parts.append(f"{field}={value!r}")
        return f"{type(self).__name__}({', '.join(parts)})"


class Located(Node):
    """A node with a place in the source: lines from 1, columns in UTF-8 bytes, end exclusive."""

    __slots__ = ("col_offset", "end_col_offset", "end_lineno", "lineno")

    def __init__(self, lineno: int, col_offset: int, end_lineno: int, end_col_offset: int) -> None:
        self.lineno = lineno
        self.col_offset = col_offset
        self.end_lineno = end_lineno
        self.end_col_offset = end_col_offset


class Expr(Located):
    """Base of expressions."""

    __slots__ = ()


class Stmt(Located):
    """Base of statements."""

    __slots__ = ()


class Pattern(Located):
    """Base of the patterns of `match`."""

    __slots__ = ()


class TypeParam(Located):
    """Base of the type parameters of PEP 695."""

    __slots__ = ()
