"""The kinds of token, and the tables that lexer and parser read them by.

A kind is a small int, so that the parser's decisions are list look-ups. Every operator and every
keyword has a kind of its own; soft keywords (`match`, `case`, `type`, `_`) are plain names, which
only the parser can tell from keywords. The order of the kinds means nothing, except that operators
stand before keywords and KIND_COUNT closes the list.
"""

from __future__ import annotations

ENDMARKER = 0
NAME = 1
NUMBER = 2
STRING = 3
NEWLINE = 4
INDENT = 5
DEDENT = 6
FSTRING_START = 7
FSTRING_MIDDLE = 8
FSTRING_END = 9
ERRORTOKEN = 10  # stands where the lexer stopped; its error is in Tokens.error
UNKNOWN = 11  # a character that is no token of the language ($, ? and a lone backquote)

LPAR = 12
RPAR = 13
LSQB = 14
RSQB = 15
LBRACE = 16
RBRACE = 17
COLON = 18
COMMA = 19
SEMI = 20
DOT = 21
ELLIPSIS = 22
EQUAL = 23
COLONEQUAL = 24
RARROW = 25
EXCLAMATION = 26
AT = 27
PLUS = 28
MINUS = 29
STAR = 30
SLASH = 31
DOUBLESLASH = 32
PERCENT = 33
DOUBLESTAR = 34
VBAR = 35
AMPER = 36
CIRCUMFLEX = 37
TILDE = 38
LEFTSHIFT = 39
RIGHTSHIFT = 40
LESS = 41
GREATER = 42
EQEQUAL = 43
NOTEQUAL = 44
LESSEQUAL = 45
GREATEREQUAL = 46
PLUSEQUAL = 47
MINUSEQUAL = 48
STAREQUAL = 49
SLASHEQUAL = 50
DOUBLESLASHEQUAL = 51
PERCENTEQUAL = 52
ATEQUAL = 53
DOUBLESTAREQUAL = 54
VBAREQUAL = 55
AMPEREQUAL = 56
CIRCUMFLEXEQUAL = 57
LEFTSHIFTEQUAL = 58
RIGHTSHIFTEQUAL = 59

FALSE = 60
NONE = 61
TRUE = 62
AND = 63
AS = 64
ASSERT = 65
ASYNC = 66
AWAIT = 67
BREAK = 68
CLASS = 69
CONTINUE = 70
DEF = 71
DEL = 72
ELIF = 73
ELSE = 74
EXCEPT = 75
FINALLY = 76
FOR = 77
FROM = 78
GLOBAL = 79
IF = 80
IMPORT = 81
IN = 82
IS = 83
LAMBDA = 84
NONLOCAL = 85
NOT = 86
OR = 87
PASS = 88
RAISE = 89
RETURN = 90
TRY = 91
WHILE = 92
WITH = 93
YIELD = 94

KIND_COUNT = 95

OPERATORS = {
    "(": LPAR,
    ")": RPAR,
    "[": LSQB,
    "]": RSQB,
    "{": LBRACE,
    "}": RBRACE,
    ":": COLON,
    ",": COMMA,
    ";": SEMI,
    ".": DOT,
    "...": ELLIPSIS,
    "=": EQUAL,
    ":=": COLONEQUAL,
    "->": RARROW,
    "!": EXCLAMATION,
    "@": AT,
    "+": PLUS,
    "-": MINUS,
    "*": STAR,
    "/": SLASH,
    "//": DOUBLESLASH,
    "%": PERCENT,
    "**": DOUBLESTAR,
    "|": VBAR,
    "&": AMPER,
    "^": CIRCUMFLEX,
    "~": TILDE,
    "<<": LEFTSHIFT,
    ">>": RIGHTSHIFT,
    "<": LESS,
    ">": GREATER,
    "==": EQEQUAL,
    "!=": NOTEQUAL,
    "<>": UNKNOWN,  # Python 2; lexed as one token, as CPython does
    "<=": LESSEQUAL,
    ">=": GREATEREQUAL,
    "+=": PLUSEQUAL,
    "-=": MINUSEQUAL,
    "*=": STAREQUAL,
    "/=": SLASHEQUAL,
    "//=": DOUBLESLASHEQUAL,
    "%=": PERCENTEQUAL,
    "@=": ATEQUAL,
    "**=": DOUBLESTAREQUAL,
    "|=": VBAREQUAL,
    "&=": AMPEREQUAL,
    "^=": CIRCUMFLEXEQUAL,
    "<<=": LEFTSHIFTEQUAL,
    ">>=": RIGHTSHIFTEQUAL,
}

KEYWORDS = {
    "False": FALSE,
    "None": NONE,
    "True": TRUE,
    "and": AND,
    "as": AS,
    "assert": ASSERT,
    "async": ASYNC,
    "await": AWAIT,
    "break": BREAK,
    "class": CLASS,
    "continue": CONTINUE,
    "def": DEF,
    "del": DEL,
    "elif": ELIF,
    "else": ELSE,
    "except": EXCEPT,
    "finally": FINALLY,
    "for": FOR,
    "from": FROM,
    "global": GLOBAL,
    "if": IF,
    "import": IMPORT,
    "in": IN,
    "is": IS,
    "lambda": LAMBDA,
    "nonlocal": NONLOCAL,
    "not": NOT,
    "or": OR,
    "pass": PASS,
    "raise": RAISE,
    "return": RETURN,
    "try": TRY,
    "while": WHILE,
    "with": WITH,
    "yield": YIELD,
}

SOFT_KEYWORDS = frozenset(("_", "case", "match", "type"))

# The operator of each augmented assignment, as the node names it.
AUGMENTED = {
    PLUSEQUAL: "+",
    MINUSEQUAL: "-",
    STAREQUAL: "*",
    SLASHEQUAL: "/",
    DOUBLESLASHEQUAL: "//",
    PERCENTEQUAL: "%",
    ATEQUAL: "@",
    DOUBLESTAREQUAL: "**",
    VBAREQUAL: "|",
    AMPEREQUAL: "&",
    CIRCUMFLEXEQUAL: "^",
    LEFTSHIFTEQUAL: "<<",
    RIGHTSHIFTEQUAL: ">>",
}

# What stands in the text of a token of each of these kinds when it has no text of its own.
DISPLAY = {ENDMARKER: "end of file", NEWLINE: "end of line", INDENT: "indent", DEDENT: "unindent"}


class LexError:
    """Why the lexer stopped, in CPython's words.

    Attributes:
        category: "SyntaxError", "IndentationError" or "TabError".
        code: the diagnostic's code.
        message: CPython's sentence.
        line: 1-based; 0 if the error belongs to no line.
        offset: 1-based column in code points, as SyntaxError.offset; end_offset likewise.
        raised: whether CPython reports it wherever the parser stopped before it (True), or only
            when the parser arrives at it (False).
        whole_line: whether the reported source line keeps its line end.
    """

    __slots__ = (
        "category",
        "code",
        "end_line",
        "end_offset",
        "line",
        "message",
        "offset",
        "raised",
        "whole_line",
    )

    def __init__(
        self,
        category: str,
        code: str,
        message: str,
        line: int,
        offset: int,
        end_offset: int,
        raised: bool,
        whole_line: bool,
    ) -> None:
        self.category = category
        self.code = code
        self.message = message
        self.line = line
        self.offset = offset
        self.end_line = line
        self.end_offset = end_offset
        self.raised = raised
        self.whole_line = whole_line


class Tokens:
    """The tokens of one source as parallel lists.

    Columns are offsets in UTF-8 bytes from the start of the line, lines count from 1.

    Attributes:
        kinds, texts, lines, cols, end_lines, end_cols: one entry a token. The last token is
            ENDMARKER, or ERRORTOKEN when `error` is set.
        error: why the lexer stopped early, or None.
        in_fstring: whether it stopped inside an f-string.
        open_brackets: (bracket, line, column in code points) of those open where it stopped.
        warnings: (message, line, column in bytes) of dubious but legal literals.
    """

    __slots__ = (
        "cols",
        "end_cols",
        "end_lines",
        "error",
        "in_fstring",
        "kinds",
        "lines",
        "open_brackets",
        "texts",
        "warnings",
    )

    def __init__(self) -> None:
        self.kinds: list[int] = []
        self.texts: list[str] = []
        self.lines: list[int] = []
        self.cols: list[int] = []
        self.end_lines: list[int] = []
        self.end_cols: list[int] = []
        self.error: LexError | None = None
        self.in_fstring = False
        self.open_brackets: list[tuple[str, int, int]] = []
        self.warnings: list[tuple[str, int, int]] = []
