"""The verbs of scripts/ci: plan, apply, probe, drift."""
