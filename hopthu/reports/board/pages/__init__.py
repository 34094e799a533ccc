"""The board as people see it: page, workbook, letters, lines, JSON."""
