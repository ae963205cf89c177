import { colour, isDark } from "../theme-colours";

/** Categories, in an order that stays distinct for most kinds of colour blindness. */
const LIGHT = ["#0c5361", "#b3653f", "#66743a", "#c08a1e", "#6b4e71", "#3b7ea1", "#8a5a44", "#7d7362"];
const DARK = ["#82ccd8", "#eba17d", "#a9cb8a", "#e8bf68", "#c9a7d0", "#8fbde0", "#d3a48c", "#c3b7a4"];

/** The colours of the server's picture (terrier.domain.charts) and the theme's own in their place. */
const PICTURE: Record<string, string> = {
  "#0C5361": "river",
  "#83765F": "line-strong",
  "#29231B": "ink",
  "#DDD3C2": "line",
};

/** A specification in the theme's colours: the `config` that dressed the picture is left out. */
export function dressed<T extends object>(spec: T): T {
  const kept = Object.fromEntries(Object.entries(spec).filter(([key]) => key !== "config"));
  return JSON.parse(JSON.stringify(kept), (_key, value) => {
    const token = typeof value === "string" ? PICTURE[value] : undefined;
    return token ? colour(token) : value;
  }) as T;
}

/** The theme's colours and faces, as a configuration of Vega. */
export function chartTheme(): Record<string, unknown> {
  const ink = colour("ink");
  const soft = colour("ink-soft");
  const line = colour("line");
  const face = colour("text-face");
  const dark = isDark();
  const category = dark ? DARK : LIGHT;
  return {
    background: "transparent",
    font: face,
    view: { stroke: null, discreteHeight: { step: 28 } },
    mark: { color: category[0] },
    axis: {
      labelColor: ink,
      labelFontSize: 13,
      titleColor: soft,
      titleFontSize: 13,
      titleFontWeight: 600,
      gridColor: line,
      domainColor: colour("line-strong"),
      tickColor: colour("line-strong"),
      labelLimit: 220,
    },
    legend: { labelColor: ink, labelFontSize: 13, titleColor: soft, titleFontSize: 13 },
    title: { color: ink },
    text: { color: ink, fontSize: 13 },
    header: { labelColor: ink, titleColor: soft },
    range: { category, ramp: dark ? ["#1d4a54", "#a9dfe8"] : ["#d9e8e6", "#083c47"] },
  };
}
