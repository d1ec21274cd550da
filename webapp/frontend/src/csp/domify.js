// Stands in for the package `domify`: a style attribute in parsed HTML is dropped by `style-src 'self'`, the same rule
// set through the CSSOM is not.
const STYLE = /(\s)style="/g;

/** One node, or a fragment of several, from HTML. */
export default function domify(html, doc = globalThis.document) {
  if (typeof html !== 'string') throw new TypeError('String expected');
  const template = doc.createElement('template');
  template.innerHTML = html.replace(STYLE, '$1data-style="').trim();
  const fragment = doc.importNode(template.content, true);
  for (const element of fragment.querySelectorAll('[data-style]')) {
    element.style.cssText = element.getAttribute('data-style');
    element.removeAttribute('data-style');
  }
  if (!fragment.firstChild) return doc.createTextNode(html);
  return fragment.childNodes.length === 1 ? fragment.removeChild(fragment.firstChild) : fragment;
}
