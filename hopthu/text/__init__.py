"""Words for people: the operator's language, problems with place and remedy, names, sizes.

Everything may use it. It knows no file, no record and no server.
"""
