// A due time as people say it, "5 days", and as the diagram holds it, "P5D".
const SIMPLE = { D: /^P(\d+)D$/, W: /^P(\d+)W$/, H: /^PT(\d+)H$/ };
const ANY = /^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/;

export const UNITS = ['D', 'W', 'H'];

/** {count, unit} of a duration in one unit; null for any other text. An empty text is no count of days. */
export function parseDuration(text) {
  if (!text) return { count: null, unit: 'D' };
  for (const unit of UNITS) {
    const found = SIMPLE[unit].exec(text);
    if (found) return { count: Number(found[1]), unit };
  }
  return null;
}

/** The duration of a count of units; undefined without a count. */
export function formatDuration(count, unit) {
  if (!count) return undefined;
  return unit === 'H' ? `PT${count}H` : `P${count}${unit}`;
}

export function isDuration(text) {
  return ANY.test(text);
}
