"""What scripts/change needs: its arguments and its reports."""
