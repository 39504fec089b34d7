"""Writes the demo scan beside itself: init.json and records.jsonl, an energy scan over the K edge of iron.

All values come from the formulas below; nothing was measured. The same call always writes the same bytes.
Without argument the files go to the script's folder, else to the folder given.
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

POINTS = 10
EDGE = 7112.0  # eV, K edge of iron
FIRST, STEP = 7092.0, 5.0  # eV
EXPOSURE = 0.5  # s
D_SPACING = 3.1356  # angstrom, Si 111
HC = 12398.41984  # eV angstrom
CHANNELS = 64
CHANNEL_WIDTH = 160.0  # eV
SIZE = 16  # rows and columns of both images

INIT: dict[str, Any] = {
    "title": "iron foil, energy scan over the K edge",
    "experiment_identifier": "demo",
    "start_time": "2025-01-01T12:00:00+01:00",
    "end_time": "2025-01-01T12:00:06+01:00",
    "user_name": "demo user",
    "ring_energy": 6.0,
    "undulator_harmonic": 1,
    "slit_x_gap": 1.0,
    "slit_y_gap": 0.5,
    "slit_x_offset": 0.0,
    "slit_y_offset": 0.0,
    "sample_name": "iron foil",
    "sample_formula": "Fe",
    "sample_rotation": 0.0,
    "sample_x": 0.25,
    "sample_y": -1.5,
    "sample_z": 0.0,
    "exposure_preset": EXPOSURE,
    "beam_center_x": 7.5,
    "beam_center_y": 7.5,
    "detector_distance": 250.0,
    "camera_exposure_time": 0.01,
    "scan_command": f"ascan mono_energy {FIRST} {FIRST + STEP * (POINTS - 1)} {POINTS - 1} {EXPOSURE}",
    "scan_points": POINTS,
    "scan_comment": "simulated",
}


def gaussian(x: float, centre: float, width: float) -> float:
    """1 at the centre; width is the standard deviation."""
    return math.exp(-(((x - centre) / width) ** 2) / 2)


def absorption(energy: float) -> float:
    """Optical depth of the foil: a smooth step at the edge."""
    return 0.3 + 1.2 / (1 + math.exp(-(energy - EDGE) / 2))


def spectrum(excited: float) -> list[int]:
    """Fluorescence counts: the iron K alpha line (6404 eV), K beta (7058 eV) and a flat background."""
    energies = [channel * CHANNEL_WIDTH for channel in range(CHANNELS)]
    lines = [gaussian(energy, 6404, 200) + 0.13 * gaussian(energy, 7058, 200) for energy in energies]
    return [round(4 + 2000 * excited * line) for line in lines]


def image(point: int, height: float) -> list[list[int]]:
    """A beam spot that drifts by a tenth of a pixel a point, as rows of pixels."""
    centre = 7.5 + 0.1 * point
    return [
        [round(height * gaussian(row, 7.5, 2) * gaussian(column, centre, 3)) for column in range(SIZE)]
        for row in range(SIZE)
    ]


def ring(height: float) -> list[list[int]]:
    """A scattering ring of six pixels' radius around the beam centre, as rows of pixels."""
    return [
        [round(height * gaussian(math.hypot(row - 7.5, column - 7.5), 6, 1)) for column in range(SIZE)]
        for row in range(SIZE)
    ]


def record(point: int) -> dict[str, Any]:
    """The values of one point, as the writer's Record takes them."""
    energy = FIRST + STEP * point
    depth = absorption(energy)
    current = round(100 - 0.01 * point, 4)
    incoming = round(1000 * current)
    passed = math.exp(-depth)
    return {
        "data": {
            "point_number": point,
            "elapsed_time": round(0.6 * point, 3),
            "ring_current": current,
            "undulator_gap": round(12 + 0.002 * point, 4),
            "mono_energy": energy,
            "mono_bragg_angle": round(math.degrees(math.asin(HC / (2 * D_SPACING * energy))), 6),
            "exposure_time": EXPOSURE,
            "sample_temperature": round(295 + 0.01 * point, 3),
            "counter_i0": incoming,
            "counter_i1": round(incoming * passed),
            "diode_current": round(2.5 * passed, 4),
            "mca_dead_time": round(0.002 + 0.01 * (depth - 0.3), 5),
            "mca_spectrum": spectrum((depth - 0.3) / 1.2),
            "pixel_detector_count_time": EXPOSURE,
            "pixel_detector_image": ring(500 * passed),
            "camera_image": image(point, 4000),
        }
    }


def main(folder: Path) -> None:
    """Writes both files into the folder."""
    (folder / "init.json").write_text(json.dumps({"data": INIT}, indent=2) + "\n", encoding="utf-8")
    lines = [json.dumps(record(point), separators=(",", ":")) + "\n" for point in range(POINTS)]
    (folder / "records.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
