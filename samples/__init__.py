"""Synthetic dossiers with their truth, the program that draws them, and one that scores against it."""
