"""What lies under the invented streets: water, sewers, and the networks of others."""
