"""Random components: small names and few attributes, so that elements meet and contradict each other."""

from hypothesis import strategies as st
from lxml import etree

NAMES = st.sampled_from(["a", "b", "scan", None, None])
TYPES = st.sampled_from(["NXentry", "NXcollection", "NXtransformations", "NXdata", None])
TEXTS = st.sampled_from([None, None, None, "x", "y", " x\n", "$datasources.m1", "$var.a", "µ α"])
LISTED = ("m1", "m2")


def _make(tag, attributes, text, children):
    element = etree.Element(tag, {key: value for key, value in attributes.items() if value is not None})
    element.text = text
    element.extend(children)
    return element


def _leaf(tag, **attributes):
    return st.builds(
        lambda values, text: _make(tag, dict(zip(attributes, values, strict=True)), text, ()),
        st.tuples(*attributes.values()),
        TEXTS if tag == "doc" else st.none(),
    )


strategies = _leaf(
    "strategy",
    mode=st.sampled_from(["INIT", "STEP", "FINAL", "INIT", "INIT"]),
    trigger=st.sampled_from([None, None, "t"]),
)
records = _leaf("record", name=st.sampled_from(["r", "r", "s"]))
dims = _leaf("dim", index=st.sampled_from(["1", "2"]), value=st.sampled_from(["5", "6"]))
docs = _leaf("doc")
dimensions = st.builds(lambda kids: _make("dimensions", {"rank": "1"}, None, kids), st.lists(dims, max_size=3))
datasources = st.builds(
    lambda name, kind, kids: _make("datasource", {"name": name, "type": kind}, None, kids),
    st.sampled_from(["m1", "m2", "m3", None]),
    st.sampled_from(["CLIENT", "TANGO", "CLIENT"]),
    st.lists(records, max_size=2),
)


def _valued(tag):
    return st.builds(
        lambda name, units, text, kids: _make(tag, {"name": name, "units": units}, text, kids),
        NAMES,
        st.sampled_from([None, None, "mm", "keV"]),
        TEXTS,
        st.lists(st.one_of(strategies, datasources, docs, dimensions), max_size=4),
    )


links = _leaf("link", name=NAMES, target=st.sampled_from(["/a", "/b"]))
groups = st.recursive(
    st.one_of(_valued("field"), _valued("attribute"), links, docs),
    lambda inner: st.builds(
        lambda name, kind, text, kids: _make("group", {"name": name, "type": kind}, text, kids),
        NAMES,
        TYPES,
        st.sampled_from([None, None, "t1", "t2"]),
        st.lists(inner, max_size=5),
    ),
    max_leaves=12,
)
components = st.builds(
    lambda kids: etree.tostring(_make("definition", {}, None, kids), encoding="unicode"),
    st.lists(groups, min_size=1, max_size=4),
)
entries = st.builds(
    lambda name, kids: etree.tostring(
        _make("definition", {}, None, [_make("group", {"name": name, "type": "NXentry"}, None, kids)]),
        encoding="unicode",
    ),
    st.sampled_from(["scan", "scan", "a", None]),
    st.lists(groups, max_size=6),
)
deep = st.builds(
    lambda name, kids: _make("group", {"name": name, "type": "NXdetector"}, "\n", kids),
    NAMES,
    st.lists(groups, min_size=1, max_size=3),
)
instruments = st.builds(
    lambda name, kids: etree.tostring(
        _make(
            "definition",
            {},
            None,
            [
                _make(
                    "group",
                    {"name": "scan", "type": "NXentry"},
                    "\n",
                    [_make("group", {"name": name, "type": "NXinstrument"}, None, kids)],
                )
            ],
        ),
        encoding="unicode",
    ),
    st.sampled_from(["a", "a", "b", "$var.a"]),
    st.lists(deep, max_size=4),
)
