"""The line that a manuscript passes through: load, read, render, prove, publish."""
