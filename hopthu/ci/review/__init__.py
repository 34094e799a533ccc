"""What reviewers see of a run: pages, comments, masked where people are told."""
