// What every page does in the browser beyond htmx. Every page works without it; autosave and refresh excepted.
import { beginWhereItMatters } from './arrive.js';
import { saveWhileTyping } from './autosave.js';
import { hideWhatIsNotAsked } from './only_if.js';
import { sendOnce } from './once.js';
import { refreshLists } from './refresh.js';
import { revealTarget } from './reveal.js';
import { searchOptions } from './searchable.js';

document.documentElement.classList.add('scripted');
sendOnce(document);
refreshLists();
revealTarget();
document.querySelectorAll('form[data-autosave]').forEach(saveWhileTyping);
document.querySelectorAll('form').forEach(hideWhatIsNotAsked);
document.querySelectorAll('select[data-searchable]').forEach(searchOptions);
beginWhereItMatters();
