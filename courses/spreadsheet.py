"""Tables as files for spreadsheets: the one way of writing them, under the name that this app's rooms use."""

from foundation.spreadsheets.api import Cell, as_text, csv_lines

__all__ = ["Cell", "as_text", "csv_lines"]
