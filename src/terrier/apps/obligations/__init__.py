"""What the law asks of a public platform: its pages, its accessibility grid, what must be published, archives."""
