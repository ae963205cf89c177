"""What keeps an instance alive for years: backup, restore, upgrade, move, examination, metrics."""
