"""Template tags of worksites."""
