"""Files as they are written whole, edited by line and read with the place of every value.

Offers whole writes, sets of files that are all there or not at all, strict YAML, workbooks, CSV.
It knows nothing of what the files mean.
"""
