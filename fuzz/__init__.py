"""Fuzzing: seeded inputs for every command, what must hold for each, a minimiser, and a corpus of what was found.

    ./book fuzz                            the long form: 10,000 manuscripts and 2,000 finished files
    ./book fuzz manuscripts --seeds 7:8    one seed again, with all that was printed

A seed says everything: kind and number give the same files and the same command on every machine.
"""
