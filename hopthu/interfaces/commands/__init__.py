"""What the scripts run: one module for each, with a ``main`` that returns the exit status."""
