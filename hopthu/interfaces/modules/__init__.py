"""The Ansible modules: their options, and one call each."""
