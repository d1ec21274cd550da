// htmx within a strict content security policy.
import htmx from 'htmx.org';

Object.assign(htmx.config, {
  allowEval: false, // no hx-on, no js: values, no trigger filters
  includeIndicatorStyles: false, // they would come in a style element
  historyCacheSize: 0, // no case data in the browser's storage
  selfRequestsOnly: true,
  // by default an answer of the 400s is dropped: a form with its errors (422) or the page of a conflict (409) is shown
  responseHandling: [
    { code: '204', swap: false },
    { code: '[23]..', swap: true },
    { code: '409', swap: true },
    { code: '422', swap: true },
    { code: '[45]..', swap: false, error: true },
  ],
});

window.htmx = htmx;
