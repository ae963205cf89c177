"""Networks: what lies under the ground, whose it is, and how to close it."""
