"""Reports about addresses: who has which, and what ends soon."""
