"""Files as scripts see them."""

from types import ModuleType

import h5py

from nxsconfig.h5.objects.group import H5PYGroup
from nxsconfig.h5.objects.kinds import FTField, FTFile
from nxsconfig.h5.types import STRING


class H5PYFile(FTFile):
    """An open file.

    Args:
        h5object: h5py's file.
        filename: as it was given.
        writer: the module that scripts find under `writer`.
    """

    def __init__(self, h5object: h5py.File, filename: str, writer: ModuleType | None = None) -> None:
        self._openings = 0
        super().__init__(h5object)
        self._filename = filename
        self.writer = writer
        self.stepsperfile = 0
        self.currentfileid = 0

    @property
    def name(self) -> str:
        """The file name as it was given."""
        return self._filename

    @property
    def path(self) -> None:
        """Files have no path."""
        return

    @property
    def readonly(self) -> bool:
        """True if it is open and nothing can be written."""
        return bool(self._h5object) and bool(self._h5object.mode == "r")

    def root(self) -> H5PYGroup:
        """The root group. Raises ValueError while the file is closed."""
        if not self._h5object:
            raise ValueError(f"the file {self._filename!r} is closed; reopen() opens it again")
        return H5PYGroup(self._h5object, self)

    def flush(self) -> None:
        """Hand everything to the operating system, and note when."""
        if not self.readonly:
            self._h5object.attrs.create("file_update_time", self.currenttime(), dtype=STRING)
        self._h5object.flush()

    def close(self) -> None:
        """Close it; objects in it can't be used before it is opened again."""
        self._h5object.close()

    def reopen(self, readonly: bool = False, swmr: bool = False, libver: object = None) -> None:
        """Close it if it is open, and open it again; with `swmr`, readers can follow."""
        self.close()
        mode = "r" if readonly else "r+"
        opened = h5py.File(self._filename, mode, libver=libver or ("latest" if swmr else None), swmr=swmr and readonly)
        if swmr and not readonly:
            opened.swmr_mode = True
        self.rebind(opened)

    def rebind(self, opened: h5py.File, filename: str = "") -> None:
        """The file was opened again by somebody else, perhaps under another name; objects in it follow."""
        self._h5object = opened
        self._filename = filename or self._filename
        self._openings += 1

    def hasswmr(self) -> bool:
        """True: readers can follow a file that is being written."""
        return True

    def default_field(self) -> FTField | None:
        """The data set that is to be plotted."""
        return self.root().default_field()

    def _count(self) -> int:
        return self._openings
