"""The screens of worksites."""
