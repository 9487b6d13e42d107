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
    LOAD,
    STORE,
    AsyncFor,
    AsyncFunctionDef,
    AsyncWith,
    ClassDef,
    ExceptHandler,
    Expr,
    Expression,
    For,
    FunctionDef,
    GeneratorExp,
    If,
    Interactive,
    Keyword,
    Match,
    MatchCase,
    Module,
    Starred,
    Stmt,
    Try,
    TryStar,
    Tuple,
    While,
    With,
    WithItem,
)
from dxpy.frontend.statements import StatementParser

# Frames that the deepest accepted source needs: 100 blocks, 200 brackets, a chain of 3,000 lambdas
# each in a default value of the one before.
RECURSION = 20000

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


class Parser(StatementParser):
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
        at = self.pos
        if self.kinds[at] == t.LPAR:
            self.pos += 1
            if self.kinds[self.pos] != t.RPAR:
                self.call_arguments(bases, keywords)
                if bases and isinstance(bases[0], GeneratorExp):
                    opening = (self.lines[at], self.cols[at])
                    if (bases[0].lineno, bases[0].col_offset) == opening:
                        raise ParseFailure  # one without brackets of its own is for calls
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
