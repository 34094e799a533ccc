"""Web pages that call themselves workbooks, and archives of such pages."""
