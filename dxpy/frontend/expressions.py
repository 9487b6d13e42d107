"""The parser of expressions: precedence climbing over the token lists.

One function, `operators`, handles every binary operator from `or` to `**`; a table gives the
binding of each token. What would recurse once per operator in a grammar is a loop here (operator
chains, unary operators, conditionals), so recursion is bounded by the brackets the lexer allows.
Positions follow CPython: a node starts at its first token, brackets around an operand included.

References: language reference chapter 6; V. Pratt, Top Down Operator Precedence, POPL 1973.
"""

from __future__ import annotations

from dxpy.frontend import tokens as t
from dxpy.frontend.cursor import MAX_CHAIN, Cursor, ParseFailure
from dxpy.frontend.literals import LiteralError, number_value
from dxpy.frontend.nodes import (
    LOAD,
    STORE,
    Attribute,
    Await,
    BinOp,
    BoolOp,
    Call,
    Compare,
    Constant,
    Expr,
    IfExp,
    Keyword,
    Name,
    NamedExpr,
    Starred,
    Subscript,
    Tuple,
    UnaryOp,
    Yield,
    YieldFrom,
)

OR = 1
AND = 2
NOT = 3
COMPARISON = 4
BITWISE_OR = 5
UNARY = 11
POWER = 12


def binding_table() -> list[int]:
    """How tightly each kind of token binds as an infix operator; 0 for no operator."""
    table = [0] * t.KIND_COUNT
    levels = (
        (t.OR,),
        (t.AND,),
        (),
        (t.LESS, t.GREATER, t.EQEQUAL, t.NOTEQUAL, t.LESSEQUAL, t.GREATEREQUAL, t.IN, t.IS, t.NOT),
        (t.VBAR,),
        (t.CIRCUMFLEX,),
        (t.AMPER,),
        (t.LEFTSHIFT, t.RIGHTSHIFT),
        (t.PLUS, t.MINUS),
        (t.STAR, t.SLASH, t.DOUBLESLASH, t.PERCENT, t.AT),
        (),
        (t.DOUBLESTAR,),
    )
    for level, kinds in enumerate(levels, 1):
        for kind in kinds:
            table[kind] = level
    return table


def flags(*kinds: int) -> list[bool]:
    """A table that is True for the given kinds."""
    table = [False] * t.KIND_COUNT
    for kind in kinds:
        table[kind] = True
    return table


BINDING = binding_table()
PREFIX = flags(t.NOT, t.MINUS, t.PLUS, t.TILDE, t.AWAIT)
TRAILER = flags(t.DOT, t.LPAR, t.LSQB)
# What ends an expression that is a single token so far.
STOP = flags(
    t.RPAR, t.RSQB, t.RBRACE, t.COMMA, t.COLON, t.NEWLINE, t.EQUAL, t.SEMI, t.FOR, t.AS, t.ELSE
)
# What ends a list of expressions after a trailing comma.
LIST_END = flags(
    t.RPAR, t.RSQB, t.RBRACE, t.COLON, t.NEWLINE, t.EQUAL, t.SEMI, t.IN, t.EXCLAMATION, *t.AUGMENTED
)
SINGLETONS = {t.NONE: None, t.TRUE: True, t.FALSE: False, t.ELLIPSIS: Ellipsis}


class ExpressionParser(Cursor):
    """Parses operators and what they apply to; subclasses add displays, calls, strings ...."""

    __slots__ = ()

    # What the rest of the parser adds

    def strings(self) -> Expr:
        """Adjacent string literals (fstrings.py)."""
        raise NotImplementedError

    def parenthesised(self) -> Expr:
        """A group, tuple or generator expression (displays.py)."""
        raise NotImplementedError

    def list_display(self) -> Expr:
        """`[...]` (displays.py)."""
        raise NotImplementedError

    def brace_display(self) -> Expr:
        """`{...}` (displays.py)."""
        raise NotImplementedError

    def call_arguments(self, args: list[Expr], keywords: list[Keyword]) -> None:
        """Arguments up to the closing bracket, which is left (calls.py)."""
        raise NotImplementedError

    def slices(self) -> Expr:
        """What stands between square brackets behind a primary (calls.py)."""
        raise NotImplementedError

    def lambda_expression(self) -> Expr:
        """`lambda parameters: expression` (calls.py)."""
        raise NotImplementedError

    # Lists of expressions

    def star_expressions(self) -> Expr:
        """`star_expressions`: one expression, or a tuple without brackets."""
        start = self.pos
        first = self.star_expression()
        if self.kinds[self.pos] != t.COMMA:
            return first
        elements = [first]
        kinds = self.kinds
        while kinds[self.pos] == t.COMMA:
            self.pos += 1
            if LIST_END[kinds[self.pos]]:
                break
            elements.append(self.star_expression())
        end = self.pos - 1
        return Tuple(
            elements,
            LOAD,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def star_expression(self) -> Expr:
        """An expression, or `*` and an operand."""
        if self.kinds[self.pos] == t.STAR:
            return self.starred(BITWISE_OR)
        return self.expression()

    def starred(self, floor: int) -> Expr:
        """`*` and an operand that binds at least as tightly as `floor`; 0 is any expression."""
        start = self.pos
        self.pos = start + 1
        value = self.operators(floor) if floor else self.expression()
        end = self.pos - 1
        return Starred(
            value,
            LOAD,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def element(self) -> Expr:
        """`star_named_expression`: an element of a display."""
        if self.kinds[self.pos] == t.STAR:
            return self.starred(BITWISE_OR)
        return self.named_expression()

    def named_expression(self) -> Expr:
        """An expression, or `name := expression`."""
        pos = self.pos
        if self.kinds[pos] == t.NAME and self.kinds[pos + 1] == t.COLONEQUAL:
            target = self.name(STORE)
            self.pos += 1
            value = self.expression()
            end = self.pos - 1
            return NamedExpr(
                target,
                value,
                self.lines[pos],
                self.cols[pos],
                self.end_lines[end],
                self.end_cols[end],
            )
        return self.expression()

    def name(self, context: int) -> Name:
        """A name as a node."""
        pos = self.pos
        if self.kinds[pos] != t.NAME:
            raise ParseFailure
        self.pos = pos + 1
        line = self.lines[pos]
        return Name(self.texts[pos], context, line, self.cols[pos], line, self.end_cols[pos])

    def yield_expression(self) -> Expr:
        """`yield`, with `from` or values."""
        start = self.pos
        self.pos = start + 1
        kinds = self.kinds
        if kinds[self.pos] == t.FROM:
            self.pos += 1
            value: Expr | None = self.expression()
            end = self.pos - 1
            assert value is not None
            return YieldFrom(
                value, self.lines[start], self.cols[start], self.end_lines[end], self.end_cols[end]
            )
        value = None
        if not LIST_END[kinds[self.pos]]:
            value = self.star_expressions()
        end = self.pos - 1
        return Yield(
            value, self.lines[start], self.cols[start], self.end_lines[end], self.end_cols[end]
        )

    # Operators

    def expression(self) -> Expr:
        """`expression`: conditionals, lambda and everything below."""
        kinds = self.kinds
        start = self.pos
        kind = kinds[start]
        if STOP[kinds[start + 1]] if kind < t.STRING and kind else False:
            # a lone name or number: half of all expressions
            self.pos = start + 1
            line = self.lines[start]
            if kind == t.NAME:
                return Name(
                    self.texts[start], LOAD, line, self.cols[start], line, self.end_cols[start]
                )
            return self.number(start)
        if kind == t.LAMBDA:
            return self.lambda_expression()
        body = self.operators(OR)
        if kinds[self.pos] != t.IF:
            return body
        return self.conditional(start, body)

    def conditional(self, start: int, body: Expr) -> Expr:
        """`body if test else ...`, any number of them."""
        kinds = self.kinds
        parts: list[tuple[int, Expr, Expr]] = []
        while True:
            self.pos += 1
            test = self.operators(OR)
            self.expect(t.ELSE)
            parts.append((start, body, test))
            if len(parts) > MAX_CHAIN:
                self.reject_depth()
            start = self.pos
            if kinds[start] == t.LAMBDA:
                result = self.lambda_expression()
                break
            body = self.operators(OR)
            if kinds[self.pos] != t.IF:
                result = body
                break
        end_line = self.end_lines[self.pos - 1]
        end_col = self.end_cols[self.pos - 1]
        for at, chosen, test in reversed(parts):
            result = IfExp(test, chosen, result, self.lines[at], self.cols[at], end_line, end_col)
        return result

    def operators(self, floor: int) -> Expr:
        """An operand and the infix operators behind it that bind at least as tightly as `floor`."""
        kinds = self.kinds
        start = self.pos
        left = self.prefixed(floor) if PREFIX[kinds[start]] else self.primary()
        binding = BINDING[kinds[self.pos]]
        if binding < floor or not binding:
            return left
        lines = self.lines
        count = 0
        while binding >= floor and binding:
            if binding > COMPARISON:
                op = self.texts[self.pos]
                self.pos += 1
                count += 1
                if binding == POWER:
                    self.depth += 1
                    if self.depth > MAX_CHAIN:
                        self.reject_depth()
                    right = self.operators(UNARY)
                    self.depth -= 1
                else:
                    right = self.operators(binding + 1)
                if count > MAX_CHAIN:
                    self.reject_depth()
                end = self.pos - 1
                left = BinOp(
                    left,
                    op,
                    right,
                    lines[start],
                    self.cols[start],
                    self.end_lines[end],
                    self.end_cols[end],
                )
            elif binding == COMPARISON:
                left = self.comparison(start, left)
            else:
                kind = kinds[self.pos]
                values = [left]
                while kinds[self.pos] == kind:
                    self.pos += 1
                    values.append(self.operators(binding + 1))
                end = self.pos - 1
                left = BoolOp(
                    "or" if binding == OR else "and",
                    values,
                    lines[start],
                    self.cols[start],
                    self.end_lines[end],
                    self.end_cols[end],
                )
            binding = BINDING[kinds[self.pos]]
        return left

    def comparison(self, start: int, left: Expr) -> Expr:
        """A chain of comparisons."""
        kinds = self.kinds
        ops: list[str] = []
        comparators: list[Expr] = []
        while BINDING[kinds[self.pos]] == COMPARISON:
            pos = self.pos
            kind = kinds[pos]
            op = self.texts[pos]
            pos += 1
            if kind == t.IS:
                if kinds[pos] == t.NOT:
                    op = "is not"
                    pos += 1
            elif kind == t.NOT:
                if kinds[pos] != t.IN:
                    raise ParseFailure
                op = "not in"
                pos += 1
            self.pos = pos
            ops.append(op)
            comparators.append(self.operators(BITWISE_OR))
        end = self.pos - 1
        return Compare(
            left,
            ops,
            comparators,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def prefixed(self, floor: int) -> Expr:
        """Operators before an operand: `not`, `-`, `+`, `~`, `await`."""
        kinds = self.kinds
        start = self.pos
        kind = kinds[start]
        if kind == t.AWAIT:
            self.pos = start + 1
            value = self.primary()
            end = self.pos - 1
            return Await(
                value, self.lines[start], self.cols[start], self.end_lines[end], self.end_cols[end]
            )
        pos = start
        if kind == t.NOT:
            if floor > NOT:
                raise ParseFailure
            while kinds[pos] == t.NOT:
                pos += 1
            self.pos = pos
            operand = self.operators(COMPARISON)
        else:
            while kinds[pos] == t.MINUS or kinds[pos] == t.PLUS or kinds[pos] == t.TILDE:
                pos += 1
            self.pos = pos
            if kinds[pos] == t.NOT:
                raise ParseFailure
            operand = self.operators(UNARY)
        if pos - start > MAX_CHAIN:
            self.reject_depth()
        end_line = self.end_lines[self.pos - 1]
        end_col = self.end_cols[self.pos - 1]
        while pos > start:
            pos -= 1
            operand = UnaryOp(
                self.texts[pos], operand, self.lines[pos], self.cols[pos], end_line, end_col
            )
        return operand

    # Operands

    def primary(self) -> Expr:
        """An atom with attributes, calls and subscripts."""
        kinds = self.kinds
        lines = self.lines
        cols = self.cols
        start = self.pos
        node: Expr
        if kinds[start] == t.NAME:
            pos = start + 1
            line = lines[start]
            node = Name(self.texts[start], LOAD, line, cols[start], line, self.end_cols[start])
        else:
            node = self.atom()
            pos = self.pos
        kind = kinds[pos]
        if not TRAILER[kind]:
            self.pos = pos
            return node
        count = 0
        first_line = lines[start]
        first_col = cols[start]
        end_lines = self.end_lines
        end_cols = self.end_cols
        while True:
            if kind == t.DOT:
                pos += 1
                if kinds[pos] != t.NAME:
                    self.pos = pos
                    raise ParseFailure
                node = Attribute(
                    node,
                    self.texts[pos],
                    LOAD,
                    first_line,
                    first_col,
                    end_lines[pos],
                    end_cols[pos],
                )
                pos += 1
            elif kind == t.LPAR:
                self.pos = pos + 1
                args: list[Expr] = []
                keywords: list[Keyword] = []
                if kinds[pos + 1] != t.RPAR:
                    self.call_arguments(args, keywords)
                pos = self.pos
                if kinds[pos] != t.RPAR:
                    raise ParseFailure
                node = Call(
                    node, args, keywords, first_line, first_col, end_lines[pos], end_cols[pos]
                )
                pos += 1
            else:
                self.pos = pos + 1
                index = self.slices()
                pos = self.pos
                if kinds[pos] != t.RSQB:
                    raise ParseFailure
                node = Subscript(
                    node, index, LOAD, first_line, first_col, end_lines[pos], end_cols[pos]
                )
                pos += 1
            kind = kinds[pos]
            if not TRAILER[kind]:
                self.pos = pos
                return node
            count += 1
            if count > MAX_CHAIN:
                self.pos = pos
                self.reject_depth()

    def number(self, pos: int) -> Constant:
        """A number token as a node."""
        try:
            value = number_value(self.texts[pos])
        except LiteralError as error:
            self.reject("number-too-long", error.args[0], pos, pos)
        line = self.lines[pos]
        return Constant(value, None, line, self.cols[pos], line, self.end_cols[pos])

    def atom(self) -> Expr:
        """Everything that is not built from operators or trailers."""
        pos = self.pos
        kind = self.kinds[pos]
        if kind == t.NUMBER:
            self.pos = pos + 1
            return self.number(pos)
        if kind == t.STRING or kind == t.FSTRING_START:
            return self.strings()
        if kind == t.LPAR:
            return self.parenthesised()
        if kind == t.LSQB:
            return self.list_display()
        if kind == t.LBRACE:
            return self.brace_display()
        if kind in SINGLETONS:
            self.pos = pos + 1
            line = self.lines[pos]
            return Constant(SINGLETONS[kind], None, line, self.cols[pos], line, self.end_cols[pos])
        if kind == t.NAME:
            return self.name(LOAD)
        raise ParseFailure
