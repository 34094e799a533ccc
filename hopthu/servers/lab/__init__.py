"""The embedded directory: a real slapd of one's own for the demo, the tests and the bench."""
