"""The expert's workbench: from citizens' words to formal legal phrasing, every version kept."""
