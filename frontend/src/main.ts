import "./theme/index.css";
import { startHtmx } from "./htmx-start";
import { defineIslandsOnDemand } from "./islands";

startHtmx();
defineIslandsOnDemand();
