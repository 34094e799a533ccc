"""The ways in: Ansible's modules and the commands that scripts/ runs.

Each takes options, calls one of the others and tells what came of it. Nothing imports it.
"""
