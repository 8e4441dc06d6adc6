"""Every Chinese word the bot says, as functions of values; one module a noun."""
