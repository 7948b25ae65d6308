"""Citizens' rights over what they said: for now the order without which the database refuses to delete words."""
