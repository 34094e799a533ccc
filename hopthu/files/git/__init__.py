"""What git knows: a repository's commits and files, old versions, and why it cannot tell."""
