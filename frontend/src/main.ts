import "./theme/index.css";
import { startHtmx } from "./htmx-start";
import { defineIslandsOnDemand } from "./islands";
import { closeMenusOnLeave, foldOnNarrowScreens } from "./menus";

startHtmx();
defineIslandsOnDemand();
closeMenusOnLeave();
foldOnNarrowScreens();
