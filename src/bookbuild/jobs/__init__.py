"""How work is shared between processes, and kept from one build to the next."""
