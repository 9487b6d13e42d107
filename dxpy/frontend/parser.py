"""The parser of statements, and the entry to parsing.

A hand-written recursive descent over the token lists, one method a statement, chosen by the kind of
the first token. It knows only right and wrong: when the tokens are no program it raises
ParseFailure, and error_parser.py reads them again for the sentence CPython would give. Recursion is
bounded, because blocks and brackets nest no deeper than the lexer lets them (100 and 200) and all
chains are loops; RECURSION says how much room that takes.

References: language reference chapters 7 and 8; PEP 617 (what backtracks), 634, 654, 695.
"""

from __future__ import annotations

import sys

from dxpy.frontend import tokens as t
from dxpy.frontend.cursor import MAX_CHAIN, ParseFailure
from dxpy.frontend.nodes import (
    DEL,
    LOAD,
    STORE,
    Alias,
    AnnAssign,
    Assert,
    Assign,
    AsyncFor,
    AsyncFunctionDef,
    AsyncWith,
    Attribute,
    AugAssign,
    Break,
    ClassDef,
    Continue,
    Delete,
    ExceptHandler,
    Expr,
    Expression,
    ExprStmt,
    For,
    FunctionDef,
    Global,
    If,
    Import,
    ImportFrom,
    Interactive,
    Keyword,
    Match,
    MatchCase,
    Module,
    Name,
    Nonlocal,
    ParamSpec,
    Pass,
    Raise,
    Return,
    Starred,
    Stmt,
    Subscript,
    Try,
    TryStar,
    Tuple,
    TypeAlias,
    TypeParam,
    TypeVar,
    TypeVarTuple,
    While,
    With,
    WithItem,
)
from dxpy.frontend.patterns import PatternParser

# Frames that the deepest accepted source needs: 100 blocks, 200 brackets, a chain of powers.
RECURSION = 12000

# What may follow the soft keyword `match` when it is one.
SUBJECT_START = frozenset(
    (
        t.NAME,
        t.NUMBER,
        t.STRING,
        t.FSTRING_START,
        t.LPAR,
        t.LSQB,
        t.LBRACE,
        t.MINUS,
        t.PLUS,
        t.TILDE,
        t.STAR,
        t.NOT,
        t.AWAIT,
        t.LAMBDA,
        t.NONE,
        t.TRUE,
        t.FALSE,
        t.ELLIPSIS,
    )
)
BLANK = frozenset((t.NEWLINE, t.INDENT, t.DEDENT, t.ENDMARKER))
STATEMENT_END = frozenset((t.NEWLINE, t.SEMI))


class Parser(PatternParser):
    """One parse. `statement_start` tells the diagnostics where the failing statement begins.

    Attributes:
        statement_start: index of the first token of the present statement of the file.
    """

    __slots__ = ("statement_start",)

    def module(self) -> Module:
        """A whole file.

        Raises:
            ParseFailure: it is no program.
            Rejection: it is refused with a sentence.
        """
        self.statement_start = 0
        body: list[Stmt] = []
        kinds = self.kinds
        while kinds[self.pos] != t.ENDMARKER:
            self.statement_start = self.pos
            self.statement(body)
        return Module(body)

    def single(self) -> Interactive:
        """One statement, as typed at a prompt."""
        self.statement_start = 0
        body: list[Stmt] = []
        kinds = self.kinds
        while kinds[self.pos] == t.NEWLINE:
            self.pos += 1
        if kinds[self.pos] == t.ENDMARKER:
            raise ParseFailure
        self.statement(body)
        self.expect(t.ENDMARKER)
        return Interactive(body)

    def evaluation(self) -> Expression:
        """One expression, as eval takes it."""
        self.statement_start = 0
        start = self.pos
        first = self.expression()
        if self.kinds[self.pos] == t.COMMA:
            elements = [first]
            while self.kinds[self.pos] == t.COMMA:
                self.pos += 1
                if self.kinds[self.pos] == t.NEWLINE:
                    break
                elements.append(self.expression())
            end = self.pos - 1
            first = Tuple(
                elements,
                LOAD,
                self.lines[start],
                self.cols[start],
                self.end_lines[end],
                self.end_cols[end],
            )
        while self.kinds[self.pos] == t.NEWLINE:
            self.pos += 1
        self.expect(t.ENDMARKER)
        return Expression(first)

    # Statements and blocks

    def statement(self, body: list[Stmt]) -> None:
        """Append one compound statement, or the simple statements of one line."""
        pos = self.pos
        kind = self.kinds[pos]
        if kind == t.NAME:
            if self.texts[pos] == "match" and self.kinds[pos + 1] in SUBJECT_START:
                found = self.try_match()
                if found is not None:
                    body.append(found)
                    return
        elif kind == t.IF:
            body.append(self.if_statement())
            return
        elif kind == t.DEF:
            body.append(self.function(pos, [], is_async=False))
            return
        elif kind in COMPOUND:
            body.append(self.compound(kind))
            return
        self.simple_statements(body)

    def compound(self, kind: int) -> Stmt:
        """A compound statement by its keyword."""
        pos = self.pos
        if kind == t.FOR:
            return self.for_statement(pos, is_async=False)
        if kind == t.WITH:
            return self.with_statement(pos, is_async=False)
        if kind == t.TRY:
            return self.try_statement()
        if kind == t.CLASS:
            return self.class_definition([])
        if kind == t.AT:
            return self.decorated()
        if kind == t.WHILE:
            return self.while_statement()
        self.pos = pos + 1
        following = self.kinds[pos + 1]
        if following == t.DEF:
            return self.function(pos, [], is_async=True)
        if following == t.FOR:
            return self.for_statement(pos, is_async=True)
        if following == t.WITH:
            return self.with_statement(pos, is_async=True)
        raise ParseFailure

    def block(self) -> list[Stmt]:
        """The body behind a colon."""
        kinds = self.kinds
        body: list[Stmt] = []
        if kinds[self.pos] != t.NEWLINE:
            self.simple_statements(body)
            return body
        self.pos += 1
        if kinds[self.pos] != t.INDENT:
            raise ParseFailure
        self.pos += 1
        while kinds[self.pos] != t.DEDENT:
            self.statement(body)
        self.pos += 1
        return body

    def colon_block(self) -> list[Stmt]:
        """A colon and its body."""
        if self.kinds[self.pos] != t.COLON:
            raise ParseFailure
        self.pos += 1
        return self.block()

    def last(self) -> int:
        """The last token read that shows in the source."""
        pos = self.pos - 1
        while self.kinds[pos] in BLANK:
            pos -= 1
        return pos

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
                first,
                t.AUGMENTED[kind],
                value,
                line,
                col,
                self.end_lines[end],
                self.end_cols[end],
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
            exc,
            cause,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
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

    # Compound statements

    def if_statement(self) -> Stmt:
        """`if` with all its `elif`."""
        kinds = self.kinds
        arms: list[tuple[int, Expr, list[Stmt]]] = []
        while True:
            start = self.pos
            self.pos = start + 1
            test = self.named_expression()
            arms.append((start, test, self.colon_block()))
            if kinds[self.pos] != t.ELIF:
                break
            if len(arms) > MAX_CHAIN:
                self.reject_depth()
        orelse = self.else_block()
        last = self.last()
        end_line = self.end_lines[last]
        end_col = self.end_cols[last]
        node: If | None = None
        for at, test, body in reversed(arms):
            if node is not None:
                orelse = [node]
            node = If(test, body, orelse, self.lines[at], self.cols[at], end_line, end_col)
        assert node is not None
        return node

    def else_block(self) -> list[Stmt]:
        """`else`, or nothing."""
        if self.kinds[self.pos] != t.ELSE:
            return []
        self.pos += 1
        return self.colon_block()

    def while_statement(self) -> Stmt:
        """`while`."""
        start = self.pos
        self.pos = start + 1
        test = self.named_expression()
        body = self.colon_block()
        orelse = self.else_block()
        last = self.last()
        return While(
            test,
            body,
            orelse,
            self.lines[start],
            self.cols[start],
            self.end_lines[last],
            self.end_cols[last],
        )

    def for_statement(self, start: int, is_async: bool) -> Stmt:
        """`for`, with `async` at `start` if it is one."""
        self.pos += 1
        target = self.target_list()
        self.expect(t.IN)
        iterable = self.star_expressions()
        body = self.colon_block()
        orelse = self.else_block()
        last = self.last()
        line = self.lines[start]
        col = self.cols[start]
        end_line = self.end_lines[last]
        end_col = self.end_cols[last]
        if is_async:
            return AsyncFor(target, iterable, body, orelse, line, col, end_line, end_col)
        return For(target, iterable, body, orelse, line, col, end_line, end_col)

    def with_statement(self, start: int, is_async: bool) -> Stmt:
        """`with`, with `async` at `start` if it is one."""
        self.pos += 1
        items = self.bracketed_items() if self.kinds[self.pos] == t.LPAR else None
        if items is None:
            items = [self.with_item()]
            while self.kinds[self.pos] == t.COMMA:
                self.pos += 1
                items.append(self.with_item())
        body = self.colon_block()
        last = self.last()
        line = self.lines[start]
        col = self.cols[start]
        end_line = self.end_lines[last]
        end_col = self.end_cols[last]
        if is_async:
            return AsyncWith(items, body, line, col, end_line, end_col)
        return With(items, body, line, col, end_line, end_col)

    def bracketed_items(self) -> list[WithItem] | None:
        """Items in brackets of their own, if the bracket ends right before the colon."""
        kinds = self.kinds
        start = self.pos
        pos = start
        level = 0
        while True:
            kind = kinds[pos]
            if kind == t.LPAR or kind == t.LSQB or kind == t.LBRACE:
                level += 1
            elif kind == t.RPAR or kind == t.RSQB or kind == t.RBRACE:
                level -= 1
                if level == 0:
                    break
            elif kind in BLANK or kind == t.ERRORTOKEN:
                return None
            pos += 1
        if kinds[pos + 1] != t.COLON:
            return None
        self.pos = start + 1
        items: list[WithItem] = []
        try:
            while True:
                items.append(self.with_item())
                if kinds[self.pos] != t.COMMA:
                    break
                self.pos += 1
                if kinds[self.pos] == t.RPAR:
                    break
            if self.pos == pos:
                self.pos += 1
                return items
        except ParseFailure:
            pass
        self.pos = start
        return None

    def with_item(self) -> WithItem:
        """An expression with its target."""
        context = self.expression()
        target: Expr | None = None
        if self.kinds[self.pos] == t.AS:
            self.pos += 1
            target = self.single_target()
            self.store(target, STORE)
        return WithItem(context, target)

    def try_statement(self) -> Stmt:
        """`try` with either kind of handlers."""
        kinds = self.kinds
        start = self.pos
        self.pos = start + 1
        body = self.colon_block()
        handlers: list[ExceptHandler] = []
        starred = kinds[self.pos] == t.EXCEPT and kinds[self.pos + 1] == t.STAR
        while kinds[self.pos] == t.EXCEPT:
            handlers.append(self.handler(starred))
        orelse: list[Stmt] = []
        if handlers:
            orelse = self.else_block()
        final: list[Stmt] = []
        if kinds[self.pos] == t.FINALLY:
            self.pos += 1
            final = self.colon_block()
        elif not handlers:
            raise ParseFailure
        last = self.last()
        line = self.lines[start]
        col = self.cols[start]
        end_line = self.end_lines[last]
        end_col = self.end_cols[last]
        if starred:
            return TryStar(body, handlers, orelse, final, line, col, end_line, end_col)
        return Try(body, handlers, orelse, final, line, col, end_line, end_col)

    def handler(self, starred: bool) -> ExceptHandler:
        """One `except` or `except*` clause."""
        kinds = self.kinds
        start = self.pos
        self.pos = start + 1
        if (kinds[self.pos] == t.STAR) != starred:
            raise ParseFailure
        if starred:
            self.pos += 1
        caught: Expr | None = None
        name: str | None = None
        if starred or kinds[self.pos] != t.COLON:
            caught = self.expression()
            if kinds[self.pos] == t.AS:
                self.pos += 1
                name = self.expect_name()
        body = self.colon_block()
        last = self.last()
        return ExceptHandler(
            caught,
            name,
            body,
            self.lines[start],
            self.cols[start],
            self.end_lines[last],
            self.end_cols[last],
        )

    def decorated(self) -> Stmt:
        """A function or class with its decorators."""
        kinds = self.kinds
        decorators: list[Expr] = []
        while kinds[self.pos] == t.AT:
            self.pos += 1
            decorators.append(self.named_expression())
            self.expect(t.NEWLINE)
        pos = self.pos
        if kinds[pos] == t.CLASS:
            return self.class_definition(decorators)
        if kinds[pos] == t.ASYNC:
            self.pos = pos + 1
            if kinds[pos + 1] == t.DEF:
                return self.function(pos, decorators, is_async=True)
        elif kinds[pos] == t.DEF:
            return self.function(pos, decorators, is_async=False)
        raise ParseFailure

    def function(self, start: int, decorators: list[Expr], is_async: bool) -> Stmt:
        """`def`, with `async` at `start` if it is one."""
        self.pos += 1
        name = self.expect_name()
        params = self.type_params()
        self.expect(t.LPAR)
        arguments = self.parameters(t.RPAR, annotated=True)
        self.pos += 1
        returns: Expr | None = None
        if self.kinds[self.pos] == t.RARROW:
            self.pos += 1
            returns = self.expression()
        body = self.colon_block()
        last = self.last()
        make = AsyncFunctionDef if is_async else FunctionDef
        return make(
            name,
            arguments,
            body,
            decorators,
            returns,
            params,
            self.lines[start],
            self.cols[start],
            self.end_lines[last],
            self.end_cols[last],
        )

    def class_definition(self, decorators: list[Expr]) -> Stmt:
        """`class`."""
        start = self.pos
        self.pos = start + 1
        name = self.expect_name()
        params = self.type_params()
        bases: list[Expr] = []
        keywords: list[Keyword] = []
        if self.kinds[self.pos] == t.LPAR:
            self.pos += 1
            if self.kinds[self.pos] != t.RPAR:
                self.call_arguments(bases, keywords)
            self.expect(t.RPAR)
        body = self.colon_block()
        last = self.last()
        return ClassDef(
            name,
            bases,
            keywords,
            body,
            decorators,
            params,
            self.lines[start],
            self.cols[start],
            self.end_lines[last],
            self.end_cols[last],
        )

    def try_match(self) -> Match | None:
        """A `match` statement, or None if the word is a name here."""
        kinds = self.kinds
        start = self.pos
        self.pos = start + 1
        try:
            subject = self.subject()
        except ParseFailure:
            self.pos = start
            return None
        pos = self.pos
        if (
            kinds[pos] != t.COLON
            or kinds[pos + 1] != t.NEWLINE
            or kinds[pos + 2] != t.INDENT
            or self.texts[pos + 3] != "case"
        ):
            self.pos = start
            return None
        self.pos = pos + 3
        cases: list[MatchCase] = []
        while kinds[self.pos] != t.DEDENT:
            if self.texts[self.pos] != "case":
                raise ParseFailure
            self.pos += 1
            pattern = self.patterns()
            guard: Expr | None = None
            if kinds[self.pos] == t.IF:
                self.pos += 1
                guard = self.named_expression()
            cases.append(MatchCase(pattern, guard, self.colon_block()))
        self.pos += 1
        last = self.last()
        return Match(
            subject,
            cases,
            self.lines[start],
            self.cols[start],
            self.end_lines[last],
            self.end_cols[last],
        )

    def subject(self) -> Expr:
        """The subject of `match`."""
        start = self.pos
        kinds = self.kinds
        first = self.element()
        if kinds[self.pos] != t.COMMA:
            if isinstance(first, Starred):
                raise ParseFailure
            return first
        elements = [first]
        while kinds[self.pos] == t.COMMA:
            self.pos += 1
            if kinds[self.pos] == t.COLON:
                break
            elements.append(self.element())
        end = self.pos - 1
        return Tuple(
            elements,
            LOAD,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )


COMPOUND = frozenset((t.FOR, t.WITH, t.TRY, t.CLASS, t.AT, t.WHILE, t.ASYNC))
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


class Headroom:
    """Room on the stack for one parse, given back at the end.

    The host counts frames and stops at sys.getrecursionlimit(); a parse needs more than the usual
    1,000 for sources that are deep but legal. Its frames are plain Python calls, which cost the
    host no C stack.
    """

    __slots__ = ("before",)

    def __enter__(self) -> None:
        """Raise the limit."""
        self.before = sys.getrecursionlimit()
        sys.setrecursionlimit(self.before + RECURSION)

    def __exit__(self, *_: object) -> None:
        """Restore it."""
        sys.setrecursionlimit(self.before)
