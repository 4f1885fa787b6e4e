"""The command line: one module a command, imported only when that command is asked for.

Each module has `add_arguments(parser)` and `run(arguments) -> int`, the exit status. Every command
has `--data` (the main parser adds it). What an operator can put right is raised as an exception
whose text is one line (`failures.py`); anything else is a bug and shows its traceback.
"""

# name: (module, what `stoppress --help` says)
COMMANDS = {
    "demo": ("demo", "a newsroom on a fresh data folder, with a coverage that replays itself"),
    "serve": ("serve", "run the newsroom: the readers' edge and the desk"),
    "edge": ("edge", "run one edge (one more, beside `serve` or on another machine)"),
    "desk": ("desk", "run the desk alone"),
    "setup": ("setup", "make a newsroom, or change the answers given then"),
    "config": ("config", "print the settings in force and where each comes from"),
    "check": ("check", "look the installation over and say what to put right"),
    "user": ("user", "add, list and disable the people of the desk"),
    "import": ("import_coverage", "take coverage in that others' tools made"),
    "export": ("export", "hand a coverage on as an archive that anybody can read and check"),
    "verify": ("verify", "check a live site or an archive: signatures, tree, words"),
    "post": ("post", "publish a post from the shell or a pipe"),
    "rebuild": ("rebuild", "make the public store again from the record"),
    "backup": ("backup", "make a whole, checked copy of the newsroom while it serves"),
    "restore": ("restore", "put a newsroom back from a backup, and serve it"),
    "key": ("key", "show, rotate or replace the key that signs what is published"),
    "witness": ("witness", "cosign the signed history of other newsrooms"),
    "scrub": ("scrub", "leave nothing of what was removed in the databases' files"),
}
