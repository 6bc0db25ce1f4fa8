"""The formats that a book is made into: one package each, with what they share beside them."""
