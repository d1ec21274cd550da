// The few words that diagrams need in the browser, in both languages. Long texts come from the server.
const WORDS = {
  now: ['現在', 'Now'],
  tokens: ['件', ' cases'],
  open: ['開く', 'Open'],
  zoomIn: ['拡大', 'Zoom in'],
  zoomOut: ['縮小', 'Zoom out'],
  fit: ['全体を表示', 'Show all'],
  tools: ['図の表示', 'View of the diagram'],
  failed: ['図を表示できませんでした。工程は表でご覧ください。', 'The diagram could not be shown. See the steps in the table.'],
  legend: ['凡例', 'Legend'],
  active: ['いまここ', 'Waiting here'],
  done: ['済み', 'Done'],
  fault: ['障害', 'Fault'],
  heat: ['件数（濃いほど多い）', 'Number of cases (darker: more)'],
  age: ['待ちの長さ（最長 / 中央）', 'How long (longest / median)'],
  added: ['追加', 'Added'],
  removed: ['削除', 'Removed'],
  changed: ['変更', 'Changed'],
  moved: ['移動', 'Moved'],
};

/** The word in the language; the name must be one of the list above. */
export function word(name, language) {
  const [ja, en] = WORDS[name];
  return language === 'en' ? en : ja;
}

/** The language of the reader: the page's, unless told otherwise. */
export function readerLanguage(preferred) {
  return (preferred ?? document.documentElement.lang) === 'en' ? 'en' : 'ja';
}
