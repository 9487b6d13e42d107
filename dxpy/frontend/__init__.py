"""The front end: source text to a checked tree with its symbol tables, in plain Python.

Reading order, which is also the order of the imports: source (bytes to text), tokens, lexer with
literal_scanner; nodes; the parser in layers, each a subclass of the one before (cursor,
expressions, displays, calls, fstrings, patterns, statements, parser); scopes and symbols; checks.
Beside it stands what runs only for sources with errors: error_grammar, peg, error_actions and
error_parser find CPython's sentence, hints adds ours, diagnostics gives both their form. Entry for
everyone else: analysis.
"""
