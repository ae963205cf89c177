"""Every write of the door, in the order in which they happen."""
