// A link may lead into something folded: it is opened before the reader arrives.
export function revealTarget() {
  const show = () => {
    const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    for (let folded = target?.closest('details'); folded; folded = folded.parentElement?.closest('details')) folded.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener('hashchange', show);
  show();
}
