"""What says the same about the same article becomes one group; every voice stays."""
