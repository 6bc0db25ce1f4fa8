"""Obsidian: vaults, and the marks that only they have."""
