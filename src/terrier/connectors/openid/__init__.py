"""OpenID Connect as a relying party: discovery, sign-in, renewal, tokens that are verified."""
