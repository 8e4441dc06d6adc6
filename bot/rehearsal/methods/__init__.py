"""The Bot API methods the stage plays, one noun a file; a method's signature is its list of parameters."""
