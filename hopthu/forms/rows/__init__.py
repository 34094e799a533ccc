"""From the cells of a sheet to the rows of a form: headers, sections, people and what they tell."""
