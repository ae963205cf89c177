"""Long work: queued, leased, cancelled, tried again."""
