"""Who was handed a first password, who has logged in since, and the letter to remind the rest."""
