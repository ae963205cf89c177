import "./theme/index.css";
import { tellHeight } from "./frame";
import { startHtmx } from "./htmx-start";
import { defineIslandsOnDemand } from "./islands";
import { closeMenusOnLeave, foldOnNarrowScreens } from "./menus";
import { printOnDemand } from "./printing";

startHtmx();
defineIslandsOnDemand();
closeMenusOnLeave();
foldOnNarrowScreens();
printOnDemand();

const framed = document.querySelector<HTMLElement>("body.story-frame");
if (framed && parent !== window) tellHeight(framed, parent);
