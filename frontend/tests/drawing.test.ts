import { describe, expect, it } from "vitest";
import { drawing, type Place } from "../src/map/drawing";

const WAY: Place[] = [
  [4.82, 46.52],
  [4.8200000049, 46.5201],
  [4.8201, 46.52],
];

describe("what points make together", () => {
  it("is nothing, a point, a line, then a closed zone", () => {
    expect(drawing([], false)).toBeNull();
    expect(drawing(WAY.slice(0, 1), false)).toEqual({ type: "Point", coordinates: [4.82, 46.52] });
    expect(drawing(WAY.slice(0, 2), false)?.type).toBe("LineString");
    const zone = drawing(WAY, false);
    expect(zone).toEqual({
      type: "Polygon",
      coordinates: [
        [
          [4.82, 46.52],
          [4.82, 46.5201],
          [4.8201, 46.52],
          [4.82, 46.52],
        ],
      ],
    });
  });

  it("stays a line where a line is wanted", () => {
    expect(drawing(WAY, true)?.type).toBe("LineString");
  });
});
