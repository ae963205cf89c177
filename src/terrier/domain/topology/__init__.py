"""Networks under the ground: what they carry, their elements, and how these hang together."""
