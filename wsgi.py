"""The web server's entry point."""

from liaison import create_app

app = create_app()
