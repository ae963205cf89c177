"""The figures, measured beside a peer or a limit in one run and told as ratios."""
