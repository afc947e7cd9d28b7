"""API v1: systems of one-stop offices ask for what is held already, and say what they made of it."""

AT = "/api/v1"
