"""From a reviewed change in git to a plan, an apply of that very plan, and a look for drift."""
