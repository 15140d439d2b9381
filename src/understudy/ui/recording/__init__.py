"""The pages of one recording."""
