"""Copy in and out: one module or folder a format. Everything taken in goes through `append()`."""
