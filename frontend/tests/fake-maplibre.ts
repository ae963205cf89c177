/** As much of MapLibre as the map's own behaviour needs; its drawing is tested in a real browser. */
export class FakeMap {
  static last: FakeMap;
  static withoutWebgl = false;
  touchZoomRotate = { disableRotation() {} };
  #listeners = new Map<string, (event?: unknown) => void>();
  constructor(readonly options: { bounds?: number[] } = {}) {
    if (FakeMap.withoutWebgl) throw new Error("Failed to initialize WebGL");
    FakeMap.last = this;
  }
  zoom = 8;
  readonly canvasContainer = document.createElement("div");
  getCanvasContainer(): HTMLElement {
    return this.canvasContainer;
  }
  project([lon, lat]: [number, number]): { x: number; y: number } {
    return { x: lon * 10 * this.zoom, y: lat * 10 * this.zoom };
  }
  addControl(): void {}
  on(name: string, react: (event?: unknown) => void): void {
    this.#listeners.set(name, react);
  }
  fire(name: string, event?: unknown): void {
    this.#listeners.get(name)?.(event);
  }
  setStyle(): void {}
  remove(): void {}
  getZoom(): number {
    return this.zoom;
  }
  getBounds() {
    return {
      toArray: () => [
        [-5, 48],
        [-4, 49],
      ],
    };
  }
  querySourceFeatures() {
    return [{ geometry: { type: "Point", coordinates: [-4.5, 48.5] } }];
  }
  getLayer(): undefined {}
  addLayer(): void {}
}

export class Control {}

export class FakePopup {
  setLngLat(): this {
    return this;
  }
  setDOMContent(): this {
    return this;
  }
  addTo(): this {
    return this;
  }
  remove(): void {}
}
