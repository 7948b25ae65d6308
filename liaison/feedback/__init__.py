"""What became of each opinion, told back to those who spoke."""
