// What every page does in the browser beyond htmx.
