"""Files inside a PDF: what is put there, and how it is taken out again."""
