"""The sheet of a commune: its place, ten figures, its rank, the median of those like it."""
