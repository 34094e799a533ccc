"""What a run would do, as a value: check, diff, JSON, Markdown and apply read the same plan."""
