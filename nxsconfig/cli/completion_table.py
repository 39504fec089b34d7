"""The sub-command that prints the scripts for completion, as data."""

import click

from nxsconfig.cli.subcommands import SubCommand

SHELL = click.Argument(["name"], type=click.Choice(["bash", "zsh", "fish"]), metavar="SHELL")

COMPLETION = SubCommand(
    "completion",
    "nxsconfig.cli.completion:print_script",
    "print the script that lets bash, zsh or fish complete command lines",
    (SHELL,),
    'source <(nxsconfig completion bash)\nnxsconfig completion zsh > "${fpath[1]}/_nxsconfig"\n'
    "nxsconfig completion fish > ~/.config/fish/completions/nxsconfig.fish",
    piped=False,
)
