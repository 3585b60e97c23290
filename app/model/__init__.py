"""Frozen data that every room shares. No I/O, no sentences."""
