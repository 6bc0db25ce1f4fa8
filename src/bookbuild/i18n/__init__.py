"""What bookbuild says in the language of the book, rather than in that of the program."""
