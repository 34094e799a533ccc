"""Runs of playbooks, their git checkout, their lock, their history and their undo."""
