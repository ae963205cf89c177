"""The doors for machines: every address under `/api/`, read through the one authority."""
