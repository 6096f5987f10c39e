"""How much of a file is read. Each bound has a sentence in this package that names it and the way out."""

from __future__ import annotations

MEGABYTE = 1024 * 1024

FILE_BYTES = 50 * MEGABYTE
UNPACKED_BYTES = 300 * MEGABYTE
PART_BYTES = 200 * MEGABYTE
"""Of one XML part: a sheet, the shared texts."""
UNPACKED_RATIO = 200
"""
How many times larger a part of over a megabyte may become. Spreadsheets stay under 30; a bomb goes to 1 000.
"""
PARTS = 2_000
DIRECTORY_BYTES = 2 * MEGABYTE
TOKEN_BYTES = MEGABYTE
"""Of one XML tag: expat reads an unfinished tag again with every chunk."""
XML_DEPTH = 64
PIECE_BYTES = 4 * MEGABYTE
"""Of one row of a sheet that is read the quick way; a longer one takes the careful way."""
REMEMBERED = 16_384
"""Conversions of one kind of cell kept for its next turn."""
TEXTS = 1_000_000
STYLES = 70_000
"""Excel itself stops at 65 490."""
SHEETS = 500

ROWS = 200_000
"""Rows with content below the headings."""
ROW_NUMBER = 1_048_576
"""Of a spreadsheet's last row; a CSV file is bounded by its bytes."""
COLUMNS = 100
CELL_CHARACTERS = 10_000
ESCAPED_CHARACTERS = 8 * CELL_CHARACTERS
"""As long as a cell's text can be before its escapes, such as `_x000D_`, are undone."""
HEADING_ROWS = 20
FORMULAS_NAMED = 3
