"""Work the clock asks for; never shows anything itself."""
