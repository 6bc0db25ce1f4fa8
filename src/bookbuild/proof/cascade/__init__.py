"""What style sheets hide from a reader, and what they add: the cascade of a finished file, without a browser.

`sheets` reads CSS into rules, `media` says on which screens they hold, `values` tells lengths and colours, `hiding`
judges what the declarations that win do to an element, and `sight` goes through a document with them.
"""
