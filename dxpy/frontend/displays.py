"""The parser of what stands in brackets: groups, displays, comprehensions; and of targets.

References: language reference 6.2.3 to 6.2.8, 7.2.
"""

from __future__ import annotations

from dxpy.frontend import tokens as t
from dxpy.frontend.cursor import ParseFailure
from dxpy.frontend.expressions import BITWISE_OR, LIST_END, OR, ExpressionParser
from dxpy.frontend.nodes import (
    LOAD,
    STORE,
    Attribute,
    Comprehension,
    Dict,
    DictComp,
    Expr,
    GeneratorExp,
    List,
    ListComp,
    Name,
    NamedExpr,
    Set,
    SetComp,
    Starred,
    Subscript,
    Tuple,
)


class DisplayParser(ExpressionParser):
    """Parses bracketed expressions and targets."""

    __slots__ = ()

    def parenthesised(self) -> Expr:
        """A group, tuple or generator expression."""
        kinds = self.kinds
        start = self.pos
        self.pos = start + 1
        kind = kinds[start + 1]
        elements: list[Expr] = []
        if kind == t.YIELD:
            value = self.yield_expression()
            self.expect(t.RPAR)
            return value
        if kind != t.RPAR:
            first = self.element()
            kind = kinds[self.pos]
            if kind == t.RPAR:
                if isinstance(first, Starred):
                    raise ParseFailure
                self.pos += 1
                return first
            if kind == t.FOR or kind == t.ASYNC:
                return self.generator(start, first)
            if kind != t.COMMA:
                raise ParseFailure
            elements.append(first)
            self.elements(elements, t.RPAR)
        self.expect(t.RPAR)
        end = self.pos - 1
        return Tuple(
            elements,
            LOAD,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def elements(self, elements: list[Expr], closer: int) -> None:
        """The elements behind the first one, up to the closing bracket."""
        kinds = self.kinds
        while kinds[self.pos] == t.COMMA:
            self.pos += 1
            if kinds[self.pos] == closer:
                return
            elements.append(self.element())

    def generator(self, start: int, element: Expr) -> Expr:
        """The clauses of a generator expression whose bracket is at `start`."""
        if isinstance(element, Starred):
            raise ParseFailure
        generators = self.clauses()
        self.expect(t.RPAR)
        end = self.pos - 1
        return GeneratorExp(
            element,
            generators,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def list_display(self) -> Expr:
        """`[...]`."""
        kinds = self.kinds
        start = self.pos
        self.pos = start + 1
        elements: list[Expr] = []
        generators: list[Comprehension] | None = None
        if kinds[start + 1] != t.RSQB:
            first = self.element()
            elements.append(first)
            kind = kinds[self.pos]
            if kind == t.FOR or kind == t.ASYNC:
                if isinstance(first, Starred):
                    raise ParseFailure
                generators = self.clauses()
            else:
                self.elements(elements, t.RSQB)
        self.expect(t.RSQB)
        end = self.pos - 1
        line = self.lines[start]
        col = self.cols[start]
        if generators is not None:
            return ListComp(
                elements[0], generators, line, col, self.end_lines[end], self.end_cols[end]
            )
        return List(elements, LOAD, line, col, self.end_lines[end], self.end_cols[end])

    def brace_display(self) -> Expr:
        """`{...}`: a dict or a set."""
        kinds = self.kinds
        start = self.pos
        self.pos = start + 1
        kind = kinds[start + 1]
        if kind == t.RBRACE or kind == t.DOUBLESTAR:
            return self.dict_display(start, None)
        first = self.element()
        kind = kinds[self.pos]
        if kind == t.COLON:
            if isinstance(first, Starred) or (
                isinstance(first, NamedExpr) and kinds[start + 1] == t.NAME
            ):
                raise ParseFailure
            return self.dict_display(start, first)
        elements = [first]
        generators: list[Comprehension] | None = None
        if kind == t.FOR or kind == t.ASYNC:
            if isinstance(first, Starred):
                raise ParseFailure
            generators = self.clauses()
        else:
            self.elements(elements, t.RBRACE)
        self.expect(t.RBRACE)
        end = self.pos - 1
        line = self.lines[start]
        col = self.cols[start]
        if generators is not None:
            return SetComp(first, generators, line, col, self.end_lines[end], self.end_cols[end])
        return Set(elements, line, col, self.end_lines[end], self.end_cols[end])

    def dict_display(self, start: int, first: Expr | None) -> Expr:
        """The rest of a dict; `first` is its first key if that has been read."""
        kinds = self.kinds
        keys: list[Expr | None] = []
        values: list[Expr] = []
        while True:
            if first is None:
                kind = kinds[self.pos]
                if kind == t.RBRACE:
                    break
                if kind == t.DOUBLESTAR:
                    self.pos += 1
                    keys.append(None)
                    values.append(self.operators(BITWISE_OR))
                    if kinds[self.pos] != t.COMMA:
                        break
                    self.pos += 1
                    continue
                first = self.expression()
            self.expect(t.COLON)
            keys.append(first)
            values.append(self.expression())
            kind = kinds[self.pos]
            if (kind == t.FOR or kind == t.ASYNC) and len(keys) == 1:
                generators = self.clauses()
                self.expect(t.RBRACE)
                end = self.pos - 1
                return DictComp(
                    first,
                    values[0],
                    generators,
                    self.lines[start],
                    self.cols[start],
                    self.end_lines[end],
                    self.end_cols[end],
                )
            first = None
            if kind != t.COMMA:
                break
            self.pos += 1
        self.expect(t.RBRACE)
        end = self.pos - 1
        return Dict(
            keys,
            values,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def clauses(self) -> list[Comprehension]:
        """The `for` and `if` clauses of a comprehension."""
        kinds = self.kinds
        clauses: list[Comprehension] = []
        while True:
            kind = kinds[self.pos]
            is_async = 0
            if kind == t.ASYNC:
                is_async = 1
                self.pos += 1
            elif kind != t.FOR:
                return clauses
            self.expect(t.FOR)
            target = self.target_list()
            self.expect(t.IN)
            iterable = self.operators(OR)
            conditions: list[Expr] = []
            while kinds[self.pos] == t.IF:
                self.pos += 1
                conditions.append(self.operators(OR))
            clauses.append(Comprehension(target, iterable, conditions, is_async))

    # Targets

    def target_list(self) -> Expr:
        """`star_targets` of a loop: targets up to `in`, as a store."""
        start = self.pos
        kinds = self.kinds
        first = self.single_target()
        if kinds[self.pos] == t.COMMA:
            elements = [first]
            while kinds[self.pos] == t.COMMA:
                self.pos += 1
                if LIST_END[kinds[self.pos]]:
                    break
                elements.append(self.single_target())
            end = self.pos - 1
            first = Tuple(
                elements,
                LOAD,
                self.lines[start],
                self.cols[start],
                self.end_lines[end],
                self.end_cols[end],
            )
        self.store(first, STORE)
        return first

    def single_target(self) -> Expr:
        """One candidate for a target."""
        if self.kinds[self.pos] == t.STAR:
            start = self.pos
            self.pos += 1
            value = self.primary()
            end = self.pos - 1
            return Starred(
                value,
                LOAD,
                self.lines[start],
                self.cols[start],
                self.end_lines[end],
                self.end_cols[end],
            )
        return self.primary()

    def store(self, node: Expr, context: int) -> None:
        """Give a target its context, or fail if it is none."""
        if isinstance(node, (Name, Attribute, Subscript)):
            node.ctx = context
            return
        pending = [node]
        while pending:
            node = pending.pop()
            if isinstance(node, (Name, Attribute, Subscript)):
                node.ctx = context
            elif isinstance(node, (Tuple, List)):
                node.ctx = context
                pending.extend(node.elts)
            elif isinstance(node, Starred) and context == STORE:
                if isinstance(node.value, Starred):
                    raise ParseFailure
                node.ctx = context
                pending.append(node.value)
            else:
                raise ParseFailure
