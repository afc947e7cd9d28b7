"""The web application: who is asking, whether it is really them, and whether they may."""
