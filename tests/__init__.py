"""The tests, which import what they share by its full name."""
