"""The front end: source text to a checked tree with its symbol tables. Entry: analysis.py."""
