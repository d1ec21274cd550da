import './htmx.js';
import './app/index.js';
