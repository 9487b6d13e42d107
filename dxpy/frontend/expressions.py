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
    Arg,
    Arguments,
    Attribute,
    Await,
    BinOp,
    BoolOp,
    Call,
    Compare,
    Comprehension,
    Constant,
    Dict,
    DictComp,
    Expr,
    GeneratorExp,
    IfExp,
    Keyword,
    Lambda,
    List,
    ListComp,
    Name,
    NamedExpr,
    Set,
    SetComp,
    Slice,
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
    """Parses expressions; fstrings.py adds strings, patterns.py and parser.py the rest."""

    __slots__ = ()

    def strings(self) -> Expr:
        """Adjacent string literals; see fstrings.py."""
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
                value,
                self.lines[start],
                self.cols[start],
                self.end_lines[end],
                self.end_cols[end],
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
                    right = self.operators(UNARY)
                    self.depth -= 1
                else:
                    right = self.operators(binding + 1)
                if count + self.depth > MAX_CHAIN:
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
                value,
                self.lines[start],
                self.cols[start],
                self.end_lines[end],
                self.end_cols[end],
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

    # Calls and subscripts

    def call_arguments(self, args: list[Expr], keywords: list[Keyword]) -> None:
        """Arguments up to the closing bracket, which is left."""
        kinds = self.kinds
        opening = self.pos - 1
        doubled = False
        while True:
            pos = self.pos
            kind = kinds[pos]
            if kind == t.NAME and kinds[pos + 1] == t.EQUAL:
                self.pos = pos + 2
                value = self.expression()
                end = self.pos - 1
                keywords.append(
                    Keyword(
                        self.texts[pos],
                        value,
                        self.lines[pos],
                        self.cols[pos],
                        self.end_lines[end],
                        self.end_cols[end],
                    )
                )
            elif kind == t.DOUBLESTAR:
                self.pos = pos + 1
                value = self.expression()
                end = self.pos - 1
                doubled = True
                keywords.append(
                    Keyword(
                        None,
                        value,
                        self.lines[pos],
                        self.cols[pos],
                        self.end_lines[end],
                        self.end_cols[end],
                    )
                )
            elif kind == t.STAR:
                if doubled:
                    raise ParseFailure
                args.append(self.starred(0))
            else:
                if keywords:
                    raise ParseFailure
                value = self.named_expression()
                following = kinds[self.pos]
                if following == t.FOR or following == t.ASYNC:
                    if args:
                        raise ParseFailure
                    args.append(self.generator(opening, value))
                    self.pos -= 1
                    return
                args.append(value)
            kind = kinds[self.pos]
            if kind != t.COMMA:
                return
            self.pos += 1
            if kinds[self.pos] == t.RPAR:
                return

    def slices(self) -> Expr:
        """What stands between square brackets behind a primary."""
        kinds = self.kinds
        start = self.pos
        if kinds[start] == t.STAR:
            first = self.starred(0)
        else:
            first = self.slice()
            if kinds[self.pos] != t.COMMA:
                return first
        elements = [first]
        while kinds[self.pos] == t.COMMA:
            self.pos += 1
            kind = kinds[self.pos]
            if kind == t.RSQB:
                break
            elements.append(self.starred(0) if kind == t.STAR else self.slice())
        end = self.pos - 1
        return Tuple(
            elements,
            LOAD,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def slice(self) -> Expr:
        """One slice or index."""
        kinds = self.kinds
        start = self.pos
        lower: Expr | None = None
        if kinds[start] != t.COLON:
            lower = self.named_expression()
            if kinds[self.pos] != t.COLON:
                return lower
            if isinstance(lower, NamedExpr) and kinds[start + 1] == t.COLONEQUAL:
                raise ParseFailure
        parts: list[Expr | None] = [lower]
        while kinds[self.pos] == t.COLON and len(parts) < 3:
            self.pos += 1
            kind = kinds[self.pos]
            if kind == t.COLON or kind == t.COMMA or kind == t.RSQB:
                parts.append(None)
            else:
                parts.append(self.expression())
        end = self.pos - 1
        return Slice(
            lower,
            parts[1],
            parts[2] if len(parts) > 2 else None,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    # Functions

    def lambda_expression(self) -> Expr:
        """`lambda parameters: expression`."""
        start = self.pos
        self.pos = start + 1
        self.depth += 1
        if self.depth > MAX_CHAIN:
            self.reject_depth()
        arguments = self.parameters(t.COLON, annotated=False)
        self.expect(t.COLON)
        body = self.expression()
        self.depth -= 1
        end = self.pos - 1
        return Lambda(
            arguments,
            body,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )

    def parameters(self, closer: int, annotated: bool) -> Arguments:
        """Parameters of a function up to `closer`, which is left."""
        kinds = self.kinds
        result = Arguments([], [], None, [], [], None, [])
        after_star = False
        while kinds[self.pos] != closer:
            kind = kinds[self.pos]
            if kind == t.SLASH:
                if result.posonlyargs or not result.args or after_star:
                    raise ParseFailure
                self.pos += 1
                result.posonlyargs = result.args
                result.args = []
            elif kind == t.STAR:
                if after_star:
                    raise ParseFailure
                after_star = True
                self.pos += 1
                if kinds[self.pos] != t.COMMA:
                    result.vararg = self.parameter(annotated, starred=True)
                elif kinds[self.pos + 1] != t.NAME:
                    raise ParseFailure
            elif kind == t.DOUBLESTAR:
                self.pos += 1
                result.kwarg = self.parameter(annotated, starred=False)
                if kinds[self.pos] == t.COMMA:
                    self.pos += 1
                break
            else:
                self.plain_parameter(result, after_star, annotated)
            if kinds[self.pos] != t.COMMA:
                break
            self.pos += 1
        if kinds[self.pos] != closer:
            raise ParseFailure
        return result

    def plain_parameter(self, result: Arguments, keyword_only: bool, annotated: bool) -> None:
        """One parameter with its default."""
        parameter = self.parameter(annotated, starred=False)
        default: Expr | None = None
        if self.kinds[self.pos] == t.EQUAL:
            self.pos += 1
            default = self.expression()
        if keyword_only:
            result.kwonlyargs.append(parameter)
            result.kw_defaults.append(default)
            return
        result.args.append(parameter)
        if default is not None:
            result.defaults.append(default)
        elif result.defaults:
            raise ParseFailure

    def parameter(self, annotated: bool, starred: bool) -> Arg:
        """A name with its annotation."""
        start = self.pos
        name = self.expect_name()
        annotation: Expr | None = None
        if annotated and self.kinds[self.pos] == t.COLON:
            self.pos += 1
            annotation = self.star_expression() if starred else self.expression()
        end = self.pos - 1
        return Arg(
            name,
            annotation,
            self.lines[start],
            self.cols[start],
            self.end_lines[end],
            self.end_cols[end],
        )
