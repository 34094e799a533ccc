"""What the board tells, as git, the directory, the mail servers and the inventory know it."""
