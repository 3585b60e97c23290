"""Figures that the project shows of itself, each by a command that anybody can run."""
