"""The report on paper: a PDF by Qt, without a window. Shows the report's view and computes nothing."""
