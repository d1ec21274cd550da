// A link may lead into something folded: it is opened before the reader arrives.
export function revealTarget() {
  const show = () => {
    const target = named(location.hash.slice(1));
    for (let folded = target?.closest('details'); folded; folded = folded.parentElement?.closest('details')) folded.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener('hashchange', show);
  show();
}

function named(fragment) {
  try {
    return document.getElementById(decodeURIComponent(fragment));
  } catch {
    return null; // an address may end in anything; what follows this on the page must still run
  }
}
