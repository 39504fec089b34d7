"""Command lines are read the way argparse reads them."""

import pytest
from click import UsageError

from nxsconfig.cli.argv import Reader, Switch

SWITCHES = (
    Switch(("-h", "--help"), takes_value=False),
    Switch(("-s", "--server"), takes_value=True),
    Switch(("-d", "--datasources"), takes_value=False),
    Switch(("-n", "--no-newlines"), takes_value=False),
    Switch(("-o", "--directory"), takes_value=True),
    Switch(("--store",), takes_value=True, established=False),
    Switch(("--strict",), takes_value=False, established=False),
    Switch(("--parts",), takes_value=True, established=False, takes_many=True),
)


def read(*args: str, positionals: int | None = None) -> list[str]:
    return Reader(SWITCHES, positionals).normalise(args)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ([], ["--"]),
        (["a", "-d", "b"], ["--datasources", "--", "a", "b"]),
        (["-dn"], ["--datasources", "--no-newlines", "--"]),
        (["-dsx"], ["--datasources", "--server=x", "--"]),
        (["-ds", "x"], ["--datasources", "--server=x", "--"]),
        (["-s=x"], ["--server=x", "--"]),
        (["--server=x"], ["--server=x", "--"]),
        (["--server="], ["--server=", "--"]),
        (["--datas"], ["--datasources", "--"]),
        (["--dir", "x"], ["--directory=x", "--"]),
        (["--no=new"], None),
        (["--", "-d", "--x"], ["--", "-d", "--x"]),
        (["-"], ["--", "-"]),
        (["-1"], ["--", "-1"]),
        (["-x y"], ["--", "-x y"]),
        (["-s", "-1"], ["--server=-1", "--"]),
        (["a", "-h", "-x"], ["--help"]),
        (["--he"], ["--help"]),
        (["-dh"], ["--help"]),
        (["--parts", "a", "b", "-d", "c"], ["--parts=a", "--parts=b", "--datasources", "--", "c"]),
        (["--parts=a", "b", "--", "c"], ["--parts=a", "--parts=b", "--", "c"]),
    ],
)
def test_arguments_are_read_as_argparse_does(args: list[str], expected: list[str] | None) -> None:
    if expected is None:
        with pytest.raises(UsageError, match="ignored explicit argument 'new'"):
            read(*args)
    else:
        assert read(*args) == expected


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["-x"], "unrecognized arguments: -x"),
        (["-x", "v", "--yes=1"], "unrecognized arguments: -x --yes=1"),
        (["-s"], "argument -s/--server: expected one argument"),
        (["-s", "-d"], "argument -s/--server: expected one argument"),
        (["-s", "--"], "argument -s/--server: expected one argument"),
        (["--d"], "ambiguous option: --d could match --datasources, --directory"),
        (["-dx"], "argument -d/--datasources: ignored explicit argument 'x'"),
    ],
)
def test_wrong_arguments_are_refused_in_argparse_words(args: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(*args)
    assert caught.value.format_message() == message


def test_surplus_positionals_are_refused_after_unknown_options() -> None:
    with pytest.raises(UsageError, match="unrecognized arguments: -x b c"):
        read("a", "b", "-x", "c", positionals=1)


@pytest.mark.parametrize(("prefix", "option"), [("--s", "--server"), ("--sto", "--store"), ("--str", "--strict")])
def test_prefix_means_the_established_option_first(prefix: str, option: str) -> None:
    assert read(prefix, *([] if option == "--strict" else ["x"]))[0].startswith(option)


def test_prefix_of_two_new_options_is_ambiguous() -> None:
    with pytest.raises(UsageError, match="--st could match --store, --strict"):
        read("--st", "x")
