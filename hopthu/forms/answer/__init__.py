"""What goes back: to the clerk on the terminal, to the reviewer, to the province."""
