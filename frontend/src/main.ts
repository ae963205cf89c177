import "./theme/index.css";
import { startHtmx } from "./htmx-start";
import { defineIslandsOnDemand } from "./islands";
import { closeMenusOnLeave } from "./menus";

startHtmx();
defineIslandsOnDemand();
closeMenusOnLeave();
