"""Words of the door for templates."""
