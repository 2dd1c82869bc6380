"""The door of spreadsheets."""

from .writing import Cell, as_text, csv_lines, is_formula

__all__ = ["Cell", "as_text", "csv_lines", "is_formula"]
