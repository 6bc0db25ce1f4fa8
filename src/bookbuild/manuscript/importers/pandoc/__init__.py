"""pandoc: headers, fenced divs, captions, lists and the rest of its Markdown."""
