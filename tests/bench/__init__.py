"""The bench: a synthetic country, hopthu and its peers on it, and the comparison."""
