"""PYEVAL: what scripts see, what they give, and which may run."""

import numpy as np
import pytest

from nxsconfig.errors import DefinitionError, ScriptRefusedError
from nxsconfig.sources import EntrySources, Point, ScriptPolicy, Scripts, SharedSources, SourceOptions, script_hash
from tests.sources.support import client_text, outcomes, script_text, spec, values

DATA = {"a": 2, "b": [1, 2]}


def result(script, *inputs, point=None, **more):
    return values([script_text(script, *inputs, **more)], point or Point(1, DATA))[0]


@pytest.mark.parametrize(
    ("script", "value"),
    [("ds.value = ds.a * 2", 4), ("ds.value = [ds.a, 'x']", [2, "x"]), ("ds.value = True", True)],
)
def test_the_result_is_what_the_script_sets(script, value):
    assert result(script, client_text("a")) == value


def test_the_result_is_called_result_unless_it_has_a_name():
    text = '<datasource type="PYEVAL" name="x"><result>ds.result = 3</result></datasource>'
    assert values([text]) == [3]


def test_lists_come_as_the_client_sent_them():
    assert result("ds.value = type(ds.b).__name__", client_text("b")) == "list"


def test_missing_inputs_are_none():
    assert result("ds.value = ds.zzz is None", client_text("zzz")) is True


def test_inputs_that_the_script_does_not_name_are_not_read():
    assert result("ds.value = hasattr(ds, 'q')", client_text("a", "unused")) is False


def test_scripts_may_use_scripts():
    inner = script_text("ds.inner = ds.a + 1", client_text("a"), result="inner").replace('"calc"', '"inner"')
    assert result("ds.value = ds.inner * 2", inner) == 6


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("x = 1\nds.value = 1 / 0", "ZeroDivisionError: division by zero (line 2 of the script)"),
        ("ds.value = = 1", "SyntaxError"),
        ("x = 1", "the script leaves ds.value unset"),
        ("ds.value = commonblock.get('nothing')", "the script leaves ds.value unset"),
        ("del ds.value", "the script leaves ds.value unset"),
        ("import sys\nsys.exit('bye')", "SystemExit: bye"),
        ("raise KeyboardInterrupt('now')", "KeyboardInterrupt: now"),
        ("import math\ndef f(x):\n    return math.sqrt(x)\nds.value = f(4)", "NameError"),
    ],
)
def test_what_a_script_does_wrong_is_told(script, said):
    assert said in result(script)


def test_a_failed_input_fails_the_script():
    inner = script_text("ds.bad = 1 / 0", result="bad").replace('"calc"', '"bad"')
    assert "ZeroDivisionError" in result("ds.value = ds.bad", inner)


def test_the_common_block_is_kept_over_points_scripts_and_entries():
    shared = SharedSources()
    count = script_text("commonblock['n'] = commonblock.get('n', 0) + 1\nds.value = commonblock['n']")
    again = script_text("ds.value = commonblock['n'] * 10")
    assert values([count, again], Point(1), Point(2), shared=shared) == [2, 20]
    assert values([count, again], shared=shared) == [3, 30]


def test_the_counter_of_the_common_block_is_that_of_the_point():
    assert result("ds.value = commonblock['__counter__']", point=Point(-2)) == -2


def test_results_do_not_change_with_the_common_block():
    script = script_text("commonblock.setdefault('l', []).append(1)\nds.value = commonblock['l']")
    first, second = outcomes([script], Point(1), Point(2))
    assert [first[0].take().value, second[0].take().value] == [[1], [1, 1]]


def test_only_scripts_that_name_the_file_look_into_it():
    with EntrySources() as sources:
        scripts = ("ds.value = commonblock['x']", "ds.value = commonblock['__nxroot__']")
        plain, looking = (sources.open(spec(script_text(script))) for script in scripts)
        assert not sources.batch([plain]).needs_file
        assert sources.batch([plain, looking]).needs_file


def test_scripts_find_the_open_file_and_not_a_closed_one():
    shared = SharedSources()
    shared.common.show_file("root", "native")
    seen = script_text("ds.value = [commonblock.get('__root__', 'none'), commonblock.get('__nxroot__', 'none')]")
    assert values([seen], shared=shared) == [["root", "native"]]
    shared.common.forget_file()
    assert values([seen], shared=shared) == [["none", "none"]]


def test_arrays_may_be_changed_by_scripts():
    frozen = np.arange(3)
    frozen.setflags(write=False)
    script = script_text("ds.a[0] = 9\nds.value = ds.a", client_text("a"))
    assert list(values([script], Point(1, {"a": frozen}))[0]) == [9, 1, 2]
    assert frozen[0] == 0


def policy(mode, *scripts):
    return SourceOptions(scripts=ScriptPolicy(mode, frozenset(map(script_hash, scripts))))


def test_a_policy_may_refuse_all_scripts():
    outcome = outcomes([script_text("ds.value = 1")], options=policy(Scripts.REFUSE, "ds.value = 1"))[0][0]
    with pytest.raises(ScriptRefusedError, match=script_hash("ds.value = 1")):
        outcome.take()


def test_a_policy_may_list_scripts_by_their_hash():
    texts = [script_text("\n ds.value = 1 "), script_text("ds.value = 2")]
    listed, other = outcomes(texts, options=policy(Scripts.LISTED, "ds.value = 1"))[0]
    assert listed.take().value == 1
    assert isinstance(other.error, ScriptRefusedError)


@pytest.mark.parametrize(
    "inside",
    ["", "<result/>", "<result name='r'> </result>", "<datasource type='CLIENT'/><result>ds.result = 1</result>"],
)
def test_a_script_datasource_needs_a_script_and_inputs_with_names(inside):
    with pytest.raises(DefinitionError, match="PYEVAL"):
        spec(f"<datasource type='PYEVAL' name='x'>{inside}</datasource>")


def test_scripts_are_compiled_with_the_definition():
    compiled = spec(script_text("ds.value = 1")).detail.code
    assert compiled.co_filename == "<PYEVAL script>"
