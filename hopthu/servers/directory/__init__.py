"""The directory as a port: entries, operations, and a session that reads and writes them fast."""
