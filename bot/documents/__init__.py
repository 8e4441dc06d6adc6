"""Print: Word, pictures, Excel, calendar files; and read the files people send."""
