"""Reports: one value, and its ways onto a terminal, into Markdown, HTML, CSV, workbooks and JSON.

Whatever a report holds is shown as text and acts nowhere; each module has the rule of its form.
"""
