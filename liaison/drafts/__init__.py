"""A draft law, from the file that arrives to provisions that people can comment on."""
