"""Draws the page a step talks about, as SVG text, from the step's data and the family's look."""
