"""Worksites: who digs where and when, shown to those concerned."""
