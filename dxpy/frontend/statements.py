"""The parser of simple statements and of type parameters.

References: language reference chapter 7 and 8.10.
"""

from __future__ import annotations

from dxpy.frontend import tokens as t
from dxpy.frontend.cursor import ParseFailure
from dxpy.frontend.nodes import (
    DEL,
    STORE,
    Alias,
    AnnAssign,
    Assert,
    Assign,
    Attribute,
    AugAssign,
    Break,
    Continue,
    Delete,
    Expr,
    ExprStmt,
    Global,
    Import,
    ImportFrom,
    Name,
    Nonlocal,
    ParamSpec,
    Pass,
    Raise,
    Return,
    Stmt,
    Subscript,
    TypeAlias,
    TypeParam,
    TypeVar,
    TypeVarTuple,
)
from dxpy.frontend.patterns import PatternParser

STATEMENT_END = frozenset((t.NEWLINE, t.SEMI))
SIMPLE = frozenset(
    (
        t.RETURN,
        t.IMPORT,
        t.FROM,
        t.PASS,
        t.RAISE,
        t.ASSERT,
        t.BREAK,
        t.CONTINUE,
        t.DEL,
        t.GLOBAL,
        t.NONLOCAL,
    )
)


class StatementParser(PatternParser):
    """Parses the statements of one line."""

    __slots__ = ()

    def simple_statements(self, body: list[Stmt]) -> None:
        """The statements of one line."""
        kinds = self.kinds
        while True:
            body.append(self.simple_statement())
            kind = kinds[self.pos]
            if kind == t.NEWLINE:
                self.pos += 1
                return
            if kind != t.SEMI:
                raise ParseFailure
            self.pos += 1
            if kinds[self.pos] == t.NEWLINE:
                self.pos += 1
                return

    def simple_statement(self) -> Stmt:
        """One simple statement."""
        start = self.pos
        kind = self.kinds[start]
        if kind < t.FALSE or kind not in SIMPLE:
            if kind == t.NAME and self.texts[start] == "type" and self.kinds[start + 1] == t.NAME:
                return self.type_alias()
            return self.expression_statement()
        line = self.lines[start]
        col = self.cols[start]
        self.pos = start + 1
        if kind == t.RETURN:
            value: Expr | None = None
            if self.kinds[self.pos] not in STATEMENT_END:
                value = self.star_expressions()
            end = self.pos - 1
            return Return(value, line, col, self.end_lines[end], self.end_cols[end])
        if kind == t.IMPORT:
            return self.import_statement(start)
        if kind == t.FROM:
            return self.from_statement(start)
        if kind == t.PASS:
            return Pass(line, col, line, self.end_cols[start])
        if kind == t.RAISE:
            return self.raise_statement(start)
        if kind == t.ASSERT:
            test = self.expression()
            message: Expr | None = None
            if self.kinds[self.pos] == t.COMMA:
                self.pos += 1
                message = self.expression()
            end = self.pos - 1
            return Assert(test, message, line, col, self.end_lines[end], self.end_cols[end])
        if kind == t.BREAK:
            return Break(line, col, line, self.end_cols[start])
        if kind == t.CONTINUE:
            return Continue(line, col, line, self.end_cols[start])
        if kind == t.DEL:
            return self.del_statement(start)
        names = [self.expect_name()]
        while self.kinds[self.pos] == t.COMMA:
            self.pos += 1
            names.append(self.expect_name())
        end = self.pos - 1
        if kind == t.GLOBAL:
            return Global(names, line, col, self.end_lines[end], self.end_cols[end])
        return Nonlocal(names, line, col, self.end_lines[end], self.end_cols[end])

    def expression_statement(self) -> Stmt:
        """An expression, or any of the assignments."""
        kinds = self.kinds
        start = self.pos
        if kinds[start] == t.YIELD:
            first = self.yield_expression()
            if kinds[self.pos] not in STATEMENT_END:
                raise ParseFailure
        else:
            first = self.star_expressions()
        kind = kinds[self.pos]
        line = self.lines[start]
        col = self.cols[start]
        if kind == t.EQUAL:
            targets: list[Expr] = []
            value = first
            while kinds[self.pos] == t.EQUAL:
                self.store(value, STORE)
                targets.append(value)
                self.pos += 1
                value = self.value_list()
            end = self.pos - 1
            return Assign(targets, value, line, col, self.end_lines[end], self.end_cols[end])
        if kind in t.AUGMENTED:
            if not isinstance(first, (Name, Attribute, Subscript)):
                raise ParseFailure
            first.ctx = STORE
            self.pos += 1
            value = self.value_list()
            end = self.pos - 1
            return AugAssign(
                first, t.AUGMENTED[kind], value, line, col, self.end_lines[end], self.end_cols[end]
            )
        if kind == t.COLON:
            return self.annotated(start, first)
        end = self.pos - 1
        return ExprStmt(first, line, col, self.end_lines[end], self.end_cols[end])

    def value_list(self) -> Expr:
        """What may stand to the right of `=`."""
        if self.kinds[self.pos] == t.YIELD:
            return self.yield_expression()
        return self.star_expressions()

    def annotated(self, start: int, target: Expr) -> Stmt:
        """`target: annotation`, perhaps with a value."""
        if not isinstance(target, (Name, Attribute, Subscript)):
            raise ParseFailure
        target.ctx = STORE
        self.pos += 1
        annotation = self.expression()
        value: Expr | None = None
        if self.kinds[self.pos] == t.EQUAL:
            self.pos += 1
            value = self.value_list()
        end = self.pos - 1
        simple = 1 if isinstance(target, Name) and self.kinds[start] == t.NAME else 0
        return AnnAssign(
            target,
            annotation,
            value,
            simple,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def raise_statement(self, start: int) -> Stmt:
        """`raise`, with an exception and a cause."""
        exc: Expr | None = None
        cause: Expr | None = None
        if self.kinds[self.pos] not in STATEMENT_END:
            exc = self.expression()
            if self.kinds[self.pos] == t.FROM:
                self.pos += 1
                cause = self.expression()
        end = self.pos - 1
        return Raise(
            exc, cause, self.lines[start], self.cols[start], self.end_lines[end], self.end_cols[end]
        )

    def del_statement(self, start: int) -> Stmt:
        """`del` and its targets."""
        targets: list[Expr] = []
        kinds = self.kinds
        while True:
            target = self.primary()
            self.store(target, DEL)
            targets.append(target)
            if kinds[self.pos] != t.COMMA:
                break
            self.pos += 1
            if kinds[self.pos] in STATEMENT_END:
                break
        end = self.pos - 1
        return Delete(
            targets, self.lines[start], self.cols[start], self.end_lines[end], self.end_cols[end]
        )

    def dotted_name(self) -> str:
        """`name.name...` of an import."""
        name = self.expect_name()
        kinds = self.kinds
        if kinds[self.pos] != t.DOT:
            return name
        parts = [name]
        while kinds[self.pos] == t.DOT:
            self.pos += 1
            parts.append(self.expect_name())
        return ".".join(parts)

    def alias(self, dotted: bool) -> Alias:
        """One imported name."""
        start = self.pos
        name = self.dotted_name() if dotted else self.expect_name()
        asname: str | None = None
        if self.kinds[self.pos] == t.AS:
            self.pos += 1
            asname = self.expect_name()
        end = self.pos - 1
        return Alias(
            name,
            asname,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def import_statement(self, start: int) -> Stmt:
        """`import a.b as c, d`."""
        names = [self.alias(dotted=True)]
        while self.kinds[self.pos] == t.COMMA:
            self.pos += 1
            names.append(self.alias(dotted=True))
        end = self.pos - 1
        return Import(
            names, self.lines[start], self.cols[start], self.end_lines[end], self.end_cols[end]
        )

    def from_statement(self, start: int) -> Stmt:
        """`from ..a import b as c`."""
        kinds = self.kinds
        level = 0
        while kinds[self.pos] == t.DOT or kinds[self.pos] == t.ELLIPSIS:
            level += 3 if kinds[self.pos] == t.ELLIPSIS else 1
            self.pos += 1
        module: str | None = None
        if level == 0 or kinds[self.pos] != t.IMPORT:
            module = self.dotted_name()
        self.expect(t.IMPORT)
        pos = self.pos
        names: list[Alias] = []
        if kinds[pos] == t.STAR:
            self.pos = pos + 1
            line = self.lines[pos]
            names.append(Alias("*", None, line, self.cols[pos], line, self.end_cols[pos]))
        else:
            bracketed = kinds[pos] == t.LPAR
            if bracketed:
                self.pos = pos + 1
            names.append(self.alias(dotted=False))
            while kinds[self.pos] == t.COMMA:
                self.pos += 1
                if bracketed and kinds[self.pos] == t.RPAR:
                    break
                names.append(self.alias(dotted=False))
            if bracketed:
                self.expect(t.RPAR)
        end = self.pos - 1
        return ImportFrom(
            module,
            names,
            level,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def type_alias(self) -> Stmt:
        """`type name[T] = value`."""
        start = self.pos
        self.pos = start + 1
        name = self.name(STORE)
        params = self.type_params()
        self.expect(t.EQUAL)
        value = self.expression()
        end = self.pos - 1
        return TypeAlias(
            name,
            params,
            value,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def type_params(self) -> list[TypeParam]:
        """`[T: bound, *Ts, **P]`, or nothing."""
        kinds = self.kinds
        params: list[TypeParam] = []
        if kinds[self.pos] != t.LSQB:
            return params
        self.pos += 1
        while True:
            start = self.pos
            kind = kinds[start]
            line = self.lines[start]
            col = self.cols[start]
            if kind == t.STAR or kind == t.DOUBLESTAR:
                self.pos = start + 1
                name = self.expect_name()
                end_line = self.end_lines[start + 1]
                end_col = self.end_cols[start + 1]
                if kind == t.STAR:
                    params.append(TypeVarTuple(name, line, col, end_line, end_col))
                else:
                    params.append(ParamSpec(name, line, col, end_line, end_col))
            else:
                name = self.expect_name()
                bound: Expr | None = None
                if kinds[self.pos] == t.COLON:
                    self.pos += 1
                    bound = self.expression()
                end = self.pos - 1
                params.append(
                    TypeVar(name, bound, line, col, self.end_lines[end], self.end_cols[end])
                )
            if kinds[self.pos] != t.COMMA:
                break
            self.pos += 1
            if kinds[self.pos] == t.RSQB:
                break
        self.expect(t.RSQB)
        return params
