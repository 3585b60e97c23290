"""Packets of the size and pace of speech, to whoever returns them, and what became of them."""
