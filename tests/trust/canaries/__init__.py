"""Secrets that are planted wherever an API or a program may put one, and a look for them wherever we write."""
