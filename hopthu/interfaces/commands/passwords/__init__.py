"""What scripts/handover needs: its arguments, texts and reports."""
