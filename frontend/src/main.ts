import "./theme/index.css";
import { startHtmx } from "./htmx-start";
import { defineIslandsOnDemand } from "./islands";
import { closeMenusOnLeave, foldOnNarrowScreens } from "./menus";
import { printOnDemand } from "./printing";

startHtmx();
defineIslandsOnDemand();
closeMenusOnLeave();
foldOnNarrowScreens();
printOnDemand();
