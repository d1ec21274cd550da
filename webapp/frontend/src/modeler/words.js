// What the editor says in the browser, in both languages. {places} are filled in.
const WORDS = {
  none: ['（なし）', '(none)'],
  nameEn: ['英語名', 'English name'],
  // groups
  task: ['作業', 'Task'],
  decision: ['判定・効果', 'Handler or effect'],
  inputs: ['渡す値', 'Inputs'],
  routing: ['分岐', 'Routing'],
  lane: ['担当', 'Responsible'],
  form: ['フォーム', 'Form'],
  // entries
  role: ['担当する役割', 'Role'],
  roleHint: ['このレーンの作業は、この役割の人の受信箱に届きます。', 'Tasks in this lane reach the inbox of people with this role.'],
  roleOfTask: ['担当：{role}（レーン「{lane}」）', 'Role: {role} (lane “{lane}”)'],
  noRole: ['この作業はどのレーンにも属していないか、レーンに役割がありません。', 'This task is in no lane, or its lane has no role.'],
  due: ['期限（開始から）', 'Due after opening'],
  dueUnit: ['単位', 'Unit'],
  dueHint: ['空欄なら期限はありません。日と週は、東京の暦でその日の終わりまでです。', 'Leave empty for no due time. Days and weeks end at the end of that day in Tokyo.'],
  dueWrong: ['1以上の整数を入れてください。', 'Enter a whole number of 1 or more.'],
  dueText: ['期限（ISO 8601の期間）', 'Due (ISO 8601 duration)'],
  dueTextWrong: ['P5Dのような期間で書いてください（5日）。', 'Write a duration like P5D (5 days).'],
  days: ['日', 'days'],
  weeks: ['週', 'weeks'],
  hours: ['時間', 'hours'],
  excludes: ['この作業を行えない人', 'Who may not do this'],
  excludesEntry: ['「{step}」を行った人', 'whoever did “{step}”'],
  blind: ['互いに見せない組の名前', 'Blind group'],
  qualification: ['必要な資格', 'Qualification needed'],
  qualificationHint: ['資格の登録と同じ名前で書きます。その資格が有効な人だけが行えます。', 'Written as in the register of qualifications. Only people whose qualification is valid perform the task.'],
  correction: ['回答を訂正するとき', 'When its answers are corrected'],
  correctedAlone: ['1人で訂正できる', 'One person is enough'],
  correctedByTwo: ['別の人の確認が要る', 'A second person confirms'],
  blindHint: ['同じ名前の作業は、全員が終えるまで互いの回答を見られません。', 'Tasks with the same name do not see each other’s answers until all are finished.'],
  handler: ['判定の規則または効果', 'Rule or effect'],
  rules: ['判定の規則', 'Rules'],
  effects: ['効果', 'Effects'],
  unknownHandler: ['{name}（登録されていません）', '{name} (not registered)'],
  required: ['必須', 'required'],
  optional: ['任意', 'optional'],
  inputHint: ['例：start.発生日、工程のid.項目のid、または "文字"。空欄なら渡しません。', 'For example start.field, step_id.field, or "text". Empty: not passed.'],
  unknownInput: ['{name}（この規則は受け取りません。空欄にすると消えます）', '{name} (not an input of this rule; empty it to remove it)'],
  outcomes: ['この規則の結論', 'Outcomes of this rule'],
  outcomesHere: ['この流れに進む結論', 'Outcomes that take this flow'],
  takenBy: ['いまは「{flow}」', 'now on “{flow}”'],
  namelessFlow: ['名前のない流れ', 'a flow without a name'],
  condition: ['条件', 'Condition'],
  conditionHint: ['例：check.complete == True。宣言された回答を定数と比べます。', 'For example check.complete == True: compares a declared answer with a constant.'],
  isDefault: ['どの条件にも当てはまらないときに進む', 'Taken when no condition holds'],
  formMissing: ['この作業のフォーム（forms/{id}.json）はまだありません。', 'There is no form for this task yet (forms/{id}.json).'],
  makeForm: ['この作業のフォームを作る', 'Make the form of this task'],
  editForm: ['フォームを直す', 'Edit the form'],
  // tidying
  tidying: ['図を整えています…', 'Tidying the diagram…'],
  tidyFailed: ['図を整えられませんでした：{message}', 'The diagram could not be tidied: {message}'],
  // saving
  saved: ['{at} に保存しました', 'Saved {at}'],
  unsaved: ['未保存の変更があります', 'Unsaved changes'],
  saving: ['保存しています…', 'Saving…'],
  offline: ['サーバーに届きません。変更はこの画面に残っています。つながり次第、保存します。', 'The server cannot be reached. Your changes are kept in this page and will be saved as soon as it can.'],
  signedOut: ['サインインが切れました。別のタブでサインインすると、続けて保存します。', 'You have been signed out. Sign in again in another tab, and saving goes on.'],
  refused: ['保存できませんでした：{message}', 'Not saved: {message}'],
  conflict: ['別の人が先に保存したため、この図は保存していません。', 'Somebody else saved first, so this drawing is not saved.'],
  importWarnings: ['この図には読み取れない部分があり、保存するとそれが失われるため、編集できません。元のエディターで直してから読み込み直してください。', 'Parts of this diagram could not be read and would be lost by saving, so it cannot be edited. Mend it in the editor it came from and import it again.'],
  loadFailed: ['図を開けませんでした：{message}', 'The diagram could not be opened: {message}'],
};

/** A phrase in the language with its places filled in; the name must be one of the list above. A place without its fact
 * is left empty: nobody should read `{at}`. */
export function phrase(language, name, facts = {}) {
  const [ja, en] = WORDS[name];
  return (language === 'en' ? en : ja).replace(/{(\w+)}/g, (_, key) => facts[key] ?? '');
}
