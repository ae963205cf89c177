"""Answers drawn: the shapes of maps, pictures, files to take away."""
