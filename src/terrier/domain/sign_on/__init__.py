"""What follows from what an identity provider says of a person, and from one's role."""
