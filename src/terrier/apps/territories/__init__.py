"""Communes, organisations, memberships and invitations."""
