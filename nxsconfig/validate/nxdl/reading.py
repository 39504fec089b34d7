"""An NXDL file as a class of the model."""

from collections.abc import Iterator

from nxsconfig.dialect.xml import Element
from nxsconfig.validate.nxdl.model import (
    Attribute,
    Category,
    Choice,
    Content,
    Enumeration,
    Field,
    Group,
    Link,
    NameType,
    Need,
    NXClass,
)

TRUE = frozenset({"true", "1", "yes"})


def class_of(root: Element) -> NXClass:
    """The class that the root of an NXDL file defines."""
    category = Category.APPLICATION if root.get("category") == Category.APPLICATION else Category.BASE
    return NXClass(
        name=root.get("name", ""),
        category=category,
        extends=root.get("extends", ""),
        deprecated=root.get("deprecated", ""),
        extra_groups=_true(root, "ignoreExtraGroups"),
        extra_fields=_true(root, "ignoreExtraFields"),
        extra_attributes=_true(root, "ignoreExtraAttributes"),
        content=_content(root, category),
    )


def _content(element: Element, category: Category) -> Content:
    return Content(
        attributes=tuple(_attribute(child, category) for child in _children(element, "attribute")),
        fields=tuple(_field(child, category) for child in _children(element, "field")),
        groups=tuple(_group(child, category) for child in _children(element, "group")),
        links=tuple(_link(child, category) for child in _children(element, "link")),
        choices=tuple(_choice(child, category) for child in _children(element, "choice")),
    )


def _attribute(element: Element, category: Category) -> Attribute:
    return Attribute(
        element.get("name", ""),
        _name_type(element),
        _attribute_need(element, category),
        element.get("deprecated", ""),
        element.get("type", ""),
        _enumeration(element),
    )


def _field(element: Element, category: Category) -> Field:
    return Field(
        element.get("name", ""),
        _name_type(element),
        _need(element, category),
        element.get("deprecated", ""),
        element.get("type", ""),
        element.get("units", ""),
        next((found.get("rank", "") for found in _children(element, "dimensions")), ""),
        _enumeration(element),
        tuple(_attribute(child, category) for child in _children(element, "attribute")),
    )


def _group(element: Element, category: Category) -> Group:
    return Group(
        element.get("name", ""),
        _name_type(element),
        _need(element, category),
        element.get("deprecated", ""),
        element.get("type", "NXobject"),
        _content(element, category),
    )


def _link(element: Element, category: Category) -> Link:
    return Link(element.get("name", ""), need=_need(element, category), target=element.get("target", ""))


def _choice(element: Element, category: Category) -> Choice:
    groups = tuple(_group(child, category) for child in _children(element, "group"))
    return Choice(element.get("name", ""), _name_type(element), _choice_need(groups), groups=groups)


def _choice_need(groups: tuple[Group, ...]) -> Need:
    """A choice is required when each of its groups is."""
    return Need.REQUIRED if all(group.need is Need.REQUIRED for group in groups) else Need.OPTIONAL


def _name_type(element: Element) -> NameType:
    """Groups without a name may have every name (nxdl.xsd, nameType)."""
    said = element.get("nameType") or ("specified" if element.get("name") else "any")
    return NameType(said) if said in frozenset(NameType) else NameType.SPECIFIED


def _need(element: Element, category: Category) -> Need:
    """Application definitions require what they don't call optional, base classes nothing (NeXus manual, NXDL)."""
    if _true(element, "recommended"):
        return Need.RECOMMENDED
    if _true(element, "optional") or element.get("minOccurs") == "0":
        return Need.OPTIONAL
    said = element.get("optional") is not None or element.get("minOccurs") is not None
    return Need.REQUIRED if said or category is Category.APPLICATION else Need.OPTIONAL


def _attribute_need(element: Element, category: Category) -> Need:
    """Of attributes that say nothing the manual says required, nxdl.xsd optional: they count as recommended."""
    if element.get("optional") is None and category is Category.APPLICATION:
        return Need.RECOMMENDED
    return _need(element, category)


def _enumeration(element: Element) -> Enumeration | None:
    for found in _children(element, "enumeration"):
        values = tuple(item.get("value", "") for item in _children(found, "item"))
        return Enumeration(values, _true(found, "open"))
    return None


def _children(element: Element, tag: str) -> Iterator[Element]:
    """Children of a tag, in whichever namespace (that of NXDL changed)."""
    return (child for child in element if str(child.tag).rpartition("}")[2] == tag)


def _true(element: Element, name: str) -> bool:
    return element.get(name, "").strip().lower() in TRUE
