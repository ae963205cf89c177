"""The read API of Opendatasoft's Explore v2.1, so that what reads it only changes an address."""
