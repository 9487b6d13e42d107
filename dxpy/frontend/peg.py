"""A parsing machine for the error grammar.

The grammar text is compiled into instructions, once, when the first error of the process needs it.
The machine keeps its own stack, so no source can exhaust the host's; results are remembered per
rule and place (packrat), so time grows with the length of the failing statement. A budget of steps
is the last resort.

What matters besides matching is how far the machine looked, because CPython reports a generic error
at the last token it has fetched: `far` is that token.

References: R. Medeiros, R. Ierusalimschy, A Parsing Machine for PEGs, DLS 2008; B. Ford, Packrat
Parsing, ICFP 2002.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxpy.frontend import tokens as t
from dxpy.frontend.error_grammar import EXPRESSIONS, MISTAKES, STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxpy.frontend.tokens import Tokens

MAX_STEPS = 6_000_000

TOKEN_NAMES = {
    "NAME": t.NAME,
    "NUMBER": t.NUMBER,
    "STRING": t.STRING,
    "NEWLINE": t.NEWLINE,
    "INDENT": t.INDENT,
    "DEDENT": t.DEDENT,
    "ENDMARKER": t.ENDMARKER,
    "FSTRING_START": t.FSTRING_START,
    "FSTRING_MIDDLE": t.FSTRING_MIDDLE,
    "FSTRING_END": t.FSTRING_END,
}

# Instructions: (operation, argument, second argument).
TOKEN = 0  # match a kind of token
SOFT = 1  # match a name by its text
CALL = 2  # match a rule
RETURN = 3
CHOICE = 4  # on failure go on at the argument, from here
COMMIT = 5  # forget the last choice and jump
LOOP = 6  # renew the last choice from here and jump
BACK_COMMIT = 7  # forget the last choice, go back to its place and jump
FAIL_TWICE = 8  # forget the last choice and fail
FAIL = 9
TEST = 10  # jump unless the next token is of a set
CUT = 11  # make the last choice lead to failure
FORCE = 12  # match a kind of token, or raise
BEGIN = 13  # a capture begins
END = 14  # it ends; its name is the argument
ACTION = 15  # the alternative is a mistake
GUARD = 16  # fail unless this is the second pass
QUIET = 17  # no second-pass rules until this rule returns
CHECK = 18  # let an action look at what the rule has matched

Instruction = tuple[int, object, object]
Element = tuple[object, ...]
Captures = dict[str, tuple[int, int]]


class Reached(Exception):
    """The machine arrived where the lexer stopped."""


class Forced(Exception):
    """A token that must stand here does not.

    Attributes:
        pos: index of the token found; expected: text of the one missing.
    """

    def __init__(self, pos: int, expected: str) -> None:
        super().__init__(expected)
        self.pos = pos
        self.expected = expected


class GrammarReader:
    """Reads the notation of error_grammar.py into nested tuples."""

    def __init__(self, text: str) -> None:
        self.words = split_words(text)
        self.at = 0

    def alternatives(self) -> Element:
        """Alternatives up to a closing bracket or the end."""
        found = [self.sequence()]
        while self.at < len(self.words) and self.words[self.at] == "|":
            self.at += 1
            found.append(self.sequence())
        if len(found) == 1:
            return found[0]
        return ("alternatives", *found)

    def sequence(self) -> Element:
        """Elements that follow each other."""
        items: list[Element] = []
        while self.at < len(self.words) and self.words[self.at] not in ("|", ")"):
            items.append(self.element())
        return ("sequence", *items)

    def element(self) -> Element:
        """One element with what stands before and behind it."""
        word = self.words[self.at]
        if word == "&&":
            self.at += 2
            return ("force", self.words[self.at - 1][1:-1])
        if word in ("&", "!"):
            self.at += 1
            return ("and" if word == "&" else "not", self.element())
        if word == "~":
            self.at += 1
            return ("cut",)
        if word.startswith("{"):
            self.at += 1
            return ("action", word[1:-1])
        if word.endswith("="):
            self.at += 1
            return ("capture", word[:-1], self.element())
        item = self.atom()
        if self.at < len(self.words):
            word = self.words[self.at]
            if word in ("?", "*", "+"):
                self.at += 1
                return (word, item)
            if word == ".":
                self.at += 1
                repeated = self.atom()
                self.at += 1  # the plus
                return ("gather", item, repeated)
        return item

    def atom(self) -> Element:
        """A token, a rule or a group."""
        word = self.words[self.at]
        self.at += 1
        if word == "(":
            group = self.alternatives()
            self.at += 1
            return group
        if word[0] == "'":
            text = word[1:-1]
            return ("token", t.KEYWORDS[text] if text in t.KEYWORDS else t.OPERATORS[text])
        if word[0] == '"':
            return ("soft", word[1:-1])
        if word in TOKEN_NAMES:
            return ("token", TOKEN_NAMES[word])
        return ("rule", word)


def split_words(text: str) -> list[str]:
    """The words of one rule's right side."""
    words: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
        elif char in "'\"":
            end = text.index(char, at + 1) + 1
            words.append(text[at:end])
            at = end
        elif char == "{":
            end = text.index("}", at) + 1
            words.append(text[at:end])
            at = end
        elif text.startswith("&&", at):
            words.append("&&")
            at += 2
        elif char in "()|?*+.&!~":
            words.append(char)
            at += 1
        else:
            end = at
            while end < len(text) and (text[end].isalnum() or text[end] == "_"):
                end += 1
            if text[end : end + 1] == "=":
                end += 1
            words.append(text[at:end])
            at = end
    return words


class Grammar:
    """The compiled grammar.

    Attributes:
        code: all instructions.
        starts: address of each rule; indexes: number of each rule; shared: rules whose remembered
            results count in both passes alike.
    """

    def __init__(self) -> None:
        self.rules: dict[str, Element] = {}
        self.code: list[Instruction] = []
        self.starts: list[int] = []
        self.indexes: dict[str, int] = {}
        self.shared: list[bool] = []
        self.firsts: dict[str, frozenset[int]] = {}
        self.empties: dict[str, bool] = {}
        self.read(STATEMENTS + EXPRESSIONS + MISTAKES)
        self.find_firsts()
        for name in self.rules:
            self.starts[self.indexes[name]] = len(self.code)
            if name == "expression_without_invalid":
                self.emit(QUIET)
            self.compile_rule(self.rules[name])
            self.emit(RETURN)

    def read(self, text: str) -> None:
        """Collect the rules of a grammar text."""
        paragraphs: list[str] = []
        for line in text.splitlines():
            if line.startswith(" "):
                paragraphs[-1] += line
            elif line:
                paragraphs.append(line)
        for paragraph in paragraphs:
            head, body = paragraph.split(" : ", 1)
            name = head.rstrip("*")
            self.indexes[name] = len(self.shared)
            self.shared.append(head != name)
            self.starts.append(0)
            self.rules[name] = GrammarReader(body).alternatives()

    def find_firsts(self) -> None:
        """For each rule: the kinds it can begin with, and whether it can match nothing."""
        for name in self.rules:
            self.firsts[name] = frozenset()
            self.empties[name] = False
        changed = True
        while changed:
            changed = False
            for name, element in self.rules.items():
                first, empty = self.first_of(element)
                if first != self.firsts[name] or empty != self.empties[name]:
                    self.firsts[name] = first
                    self.empties[name] = empty
                    changed = True

    def first_of(self, element: Element) -> tuple[frozenset[int], bool]:
        """The kinds an element can begin with, and whether it can match nothing."""
        shape = element[0]
        if shape == "token":
            return frozenset((as_int(element[1]),)), False
        if shape == "soft":
            return frozenset((t.NAME,)), False
        if shape == "rule":
            name = str(element[1])
            return self.firsts[name], self.empties[name]
        if shape in ("alternatives", "sequence"):
            found: frozenset[int] = frozenset()
            for item in element[1:]:
                first, empty = self.first_of(as_element(item))
                if shape == "alternatives" or empty:
                    found |= first
                else:
                    return found | first, False
            if shape == "sequence":
                return found, True
            return found, any(self.first_of(as_element(item))[1] for item in element[1:])
        if shape in ("?", "*"):
            return self.first_of(as_element(element[1]))[0], True
        if shape in ("+", "gather"):
            return self.first_of(as_element(element[1 if shape == "+" else 2]))
        if shape == "capture":
            return self.first_of(as_element(element[2]))
        if shape == "force":
            return frozenset(range(t.KIND_COUNT)), False
        return frozenset(), True

    def emit(self, operation: int, argument: object = None, second: object = None) -> int:
        """Append an instruction; its address."""
        self.code.append((operation, argument, second))
        return len(self.code) - 1

    def patch(self, address: int) -> None:
        """Let the jump at `address` lead to the next instruction."""
        operation, _, second = self.code[address]
        self.code[address] = (operation, len(self.code), second)

    def compile_rule(self, element: Element) -> None:
        """The alternatives of a rule, or its only sequence."""
        if element[0] == "alternatives":
            self.compile_alternatives(element)
        else:
            self.compile_alternatives(("alternatives", element))

    def compile_alternatives(self, element: Element) -> None:
        """Ordered choice; an alternative that cannot begin here is not entered."""
        ends: list[int] = []
        last = len(element) - 1
        for index, item in enumerate(element[1:], 1):
            alternative = as_element(item)
            first, empty = self.first_of(alternative)
            tests: list[int] = []
            if is_mistake(alternative):
                tests.append(self.emit(GUARD))
            if not empty and len(first) < t.KIND_COUNT:
                tests.append(self.emit(TEST, None, first))
            if index < last:
                choice = self.emit(CHOICE)
                self.compile(alternative)
                ends.append(self.emit(COMMIT))
                self.patch(choice)
                for test in tests:
                    self.patch(test)
            else:
                # a cut in the last alternative has nothing to cut
                self.compile(tuple(part for part in alternative if part != ("cut",)))
                if tests:
                    ends.append(self.emit(COMMIT, None, True))
                    for test in tests:
                        self.patch(test)
                    self.emit(FAIL)
        for end in ends:
            self.patch(end)

    def compile(self, element: Element) -> None:
        """Instructions for one element."""
        shape = element[0]
        if shape == "token":
            self.emit(TOKEN, element[1])
        elif shape == "soft":
            self.emit(SOFT, element[1])
        elif shape == "rule":
            self.emit(CALL, self.indexes[str(element[1])])
        elif shape == "sequence":
            for item in element[1:]:
                self.compile(as_element(item))
        elif shape == "alternatives":
            self.compile_alternatives(element)
        elif shape == "?":
            first, empty = self.first_of(as_element(element[1]))
            test = -1 if empty else self.emit(TEST, None, first)
            choice = self.emit(CHOICE)
            self.compile(as_element(element[1]))
            end = self.emit(COMMIT)
            self.patch(choice)
            self.patch(end)
            if test >= 0:
                self.patch(test)
        elif shape == "*":
            self.compile_loop((as_element(element[1]),))
        elif shape == "+":
            self.compile(as_element(element[1]))
            self.compile_loop((as_element(element[1]),))
        elif shape == "gather":
            self.compile(as_element(element[2]))
            self.compile_loop((as_element(element[1]), as_element(element[2])))
        elif shape == "and":
            choice = self.emit(CHOICE)
            self.compile(as_element(element[1]))
            end = self.emit(BACK_COMMIT)
            self.patch(choice)
            self.emit(FAIL)
            self.patch(end)
        elif shape == "not":
            choice = self.emit(CHOICE)
            self.compile(as_element(element[1]))
            self.emit(FAIL_TWICE)
            self.patch(choice)
        elif shape == "capture":
            self.emit(BEGIN)
            self.compile(as_element(element[2]))
            self.emit(END, element[1])
        elif shape == "cut":
            self.emit(CUT)
        elif shape == "force":
            self.emit(FORCE, t.OPERATORS[str(element[1])], element[1])
        elif str(element[1]).startswith("!"):
            self.emit(CHECK, str(element[1])[1:])
        else:
            self.emit(ACTION, element[1])

    def compile_loop(self, items: tuple[Element, ...]) -> None:
        """Zero or more times."""
        first, empty = self.first_of(items[0])
        test = -1 if empty else self.emit(TEST, None, first)
        choice = self.emit(CHOICE)
        start = len(self.code)
        for item in items:
            self.compile(item)
        self.emit(LOOP, start)
        self.patch(choice)
        if test >= 0:
            self.patch(test)


def is_mistake(alternative: Element) -> bool:
    """Whether an alternative is nothing but a rule for mistakes."""
    if alternative[0] == "sequence" and len(alternative) == 2:
        alternative = as_element(alternative[1])
    return alternative[0] == "rule" and str(alternative[1]).startswith("invalid_")


def as_element(value: object) -> Element:
    """A nested element, for the type checker."""
    assert isinstance(value, tuple)
    return value


def as_int(value: object) -> int:
    """A number, for the type checker."""
    assert isinstance(value, int)
    return value


class Machine:
    """One pass over the tokens.

    Attributes:
        far: index of the farthest token looked at.
        steps: instructions left before it gives up.
    """

    def __init__(
        self, grammar: Grammar, tokens: Tokens, act: Callable[[str, Captures, int, int], None]
    ) -> None:
        self.grammar = grammar
        self.kinds = tokens.kinds
        self.texts = tokens.texts
        self.act = act
        self.far = 0
        self.steps = MAX_STEPS

    def match(self, rule: str, pos: int, second_pass: bool) -> bool:
        """Match a rule from a token on.

        Raises:
            Reached, Forced, or what an action raises.
        """
        grammar = self.grammar
        code = grammar.code
        shared = grammar.shared
        kinds = self.kinds
        texts = self.texts
        stop = t.ERRORTOKEN
        far = max(self.far, pos)
        steps = self.steps
        allowed = second_pass
        memo: dict[int, int] = {}
        width = 2 * len(shared)
        # Return frames are (address, rule key or -1, captures, allowed), choices (address, place,
        # number of captures). A frame has four fields, a choice three.
        stack: list[tuple[object, ...]] = [(-1, -1, [], allowed)]
        captures: list[tuple[str, int, int]] = []
        address = grammar.starts[grammar.indexes[rule]]
        while True:
            operation, argument, second = code[address]
            steps -= 1
            if steps < 0:
                self.steps = 0
                self.far = far
                return False
            failed = False
            if operation == TOKEN:
                if pos > far:
                    far = pos
                kind = kinds[pos]
                if kind == argument:
                    pos += 1
                    address += 1
                    continue
                if kind == stop:
                    self.far = far
                    raise Reached
                failed = True
            elif operation == TEST:
                if pos > far:
                    far = pos
                kind = kinds[pos]
                if kind == stop:
                    self.far = far
                    raise Reached
                address = address + 1 if kind in second else argument  # type: ignore[operator,assignment]
                continue
            elif operation == CALL:
                index: int = argument  # type: ignore[assignment]
                key = pos * width + 2 * index + (0 if shared[index] or not allowed else 1)
                known = memo.get(key)
                if known is None:
                    stack.append((address + 1, key, captures, allowed))
                    captures = []
                    address = grammar.starts[index]
                    continue
                if known >= 0:
                    pos = known
                    address += 1
                    continue
                failed = True
            elif operation == CHOICE:
                stack.append((argument, pos, len(captures)))
                address += 1
                continue
            elif operation == COMMIT:
                if second is None:
                    stack.pop()
                address = argument  # type: ignore[assignment]
                continue
            elif operation == RETURN:
                back, key, captures, allowed = stack.pop()  # type: ignore[assignment]
                if back < 0:  # type: ignore[operator]
                    self.far = far
                    self.steps = steps
                    return True
                memo[key] = pos
                address = back  # type: ignore[assignment]
                continue
            elif operation == LOOP:
                choice = stack[-1]
                stack[-1] = (choice[0], pos, len(captures))
                address = argument  # type: ignore[assignment]
                continue
            elif operation == BACK_COMMIT:
                pos = stack.pop()[1]  # type: ignore[assignment]
                address = argument  # type: ignore[assignment]
                continue
            elif operation == SOFT:
                if pos > far:
                    far = pos
                if kinds[pos] == t.NAME and texts[pos] == argument:
                    pos += 1
                    address += 1
                    continue
                if kinds[pos] == stop:
                    self.far = far
                    raise Reached
                failed = True
            elif operation == GUARD:
                address = address + 1 if allowed else argument  # type: ignore[assignment]
                continue
            elif operation == BEGIN:
                captures.append(("", pos, pos))
                address += 1
                continue
            elif operation == END:
                begun = captures.pop()
                captures.append((argument, begun[1], pos))  # type: ignore[arg-type]
                address += 1
                continue
            elif operation == FORCE:
                if pos > far:
                    far = pos
                if kinds[pos] == stop:
                    self.far = far
                    raise Reached
                if kinds[pos] != argument:
                    self.far = far
                    raise Forced(pos, second)  # type: ignore[arg-type]
                pos += 1
                address += 1
                continue
            elif operation == ACTION:
                self.far = far
                self.act(
                    argument,  # type: ignore[arg-type]
                    {name: (start, end) for name, start, end in captures},
                    pos,
                    far,
                )
                # it was no mistake after all: the rule fails as a whole
                while len(stack[-1]) == 3:
                    stack.pop()
                failed = True
            elif operation == CHECK:
                depth = len(stack) - 1
                while len(stack[depth]) == 3:
                    depth -= 1
                begin = stack[depth][1] // width  # type: ignore[operator]
                self.far = far
                self.act(argument, {"a": (begin, pos)}, pos, far)  # type: ignore[arg-type]
                address += 1
                continue
            elif operation == CUT:
                stack[-1] = (-1, stack[-1][1], stack[-1][2])
                address += 1
                continue
            elif operation == QUIET:
                allowed = False
                address += 1
                continue
            elif operation == FAIL_TWICE:
                stack.pop()
                failed = True
            else:
                failed = True
            while failed:
                entry = stack.pop()
                if len(entry) == 3:
                    if entry[0] != -1:
                        address = entry[0]  # type: ignore[assignment]
                        pos = entry[1]  # type: ignore[assignment]
                        del captures[as_int(entry[2]) :]
                        failed = False
                else:
                    back, key, captures, allowed = entry  # type: ignore[assignment]
                    if back < 0:  # type: ignore[operator]
                        self.far = far
                        self.steps = steps
                        return False
                    memo[key] = -1
