"""What is meant by what was typed: figures, tables, code, tasks, quotations, asides, author notes, footnotes, headings.

Each module changes the tree that it is given, in place; `chapter.py` calls them in order.
"""
