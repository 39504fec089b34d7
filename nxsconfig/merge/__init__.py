"""From many components to one definition: references, variables, tree merge, switches, links, origins.

Pure functions over texts and trees; nothing in here does I/O. The entry points are `merge_components` (tree.py) and the
functions of substitute.py.
"""

from nxsconfig.merge.collect import Source
from nxsconfig.merge.options import MergeOptions
from nxsconfig.merge.tree import Merged, collect_components, merge_components, merge_tree

__all__ = ["MergeOptions", "Merged", "Source", "collect_components", "merge_components", "merge_tree"]
