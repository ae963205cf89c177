"""What the law asks of a public platform: pages, accessibility, duties to publish, archives."""
