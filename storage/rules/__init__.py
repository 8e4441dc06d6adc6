"""Pure rules: values and the moment in; a value or a RefusalError out. Standard library only."""
