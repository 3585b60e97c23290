"""Conclusions from all answers together. Each module has ``find(case) -> Iterator[Finding]``."""
