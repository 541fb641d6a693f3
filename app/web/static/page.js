// What every page does when scripts run: the NHS.UK components, and buttons that print.
import { initAll } from "/static/kit/nhsuk-frontend.min.js";

initAll();
