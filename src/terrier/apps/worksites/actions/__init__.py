"""Every write about worksites."""
