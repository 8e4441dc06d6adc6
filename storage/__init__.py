"""Everything the branch must remember, and the rules it must keep."""
