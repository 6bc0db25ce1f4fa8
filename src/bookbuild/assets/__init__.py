"""Files that the outputs carry along: pictures and style sheets, checked and cleaned."""
