"""The commands: one file a command, with a function of the same name; ``piadiff.cli`` lists them."""
