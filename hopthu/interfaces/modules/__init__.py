"""The faces of the Ansible modules in library/: a file each, called as its module."""
