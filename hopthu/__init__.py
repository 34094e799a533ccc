"""From registration forms to mailboxes. docs/architecture.md shows the wings."""
