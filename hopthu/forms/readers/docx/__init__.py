"""Word documents, through their XML."""
