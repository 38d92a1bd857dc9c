/** Reads what headings, fields, cells and boxes say of a status; where they say two things, none is chosen. */
import { signsOf, statusOfSign, withoutSigns, type Legend } from './statusSigns.ts';
import { statusOfPhrase, takesBack, type ToldStatus } from './statusWords.ts';
import { plainTitle, readUnitLabel } from './unitLabel.ts';

/** One place that says something of a unit's status. */
export interface StatusEvidence {
  readonly told: ToldStatus;
  /** As written. */
  readonly words: string;
  /** Zero-based line of the original. */
  readonly line: number;
  /** Whether it is a heading around the unit that says so, by telling when. */
  readonly isBucket?: boolean;
}

const trailingDetail =
  /[\s,]*(?:\b(?:in|on|by|at|as of|since|with|for|from|via|and|→)\b.*|\(?(?:v?\d+(?:[./-]\d+)+\S*|20\d\d\S*|\d+\s*%)\)?.*)$/i;

/** Where the first phrase of a value ends. */
const phraseEnd = /[()（）[\]【】,，;；:：。!]|\.(?=\s|$)|\s[-–—·|/]+\s|[—–]|\s{2,}/;

/** What the value of a status field or a status cell says; null when it is about something else or empty. */
export function statusOfValue(value: string, legend: Legend): ToldStatus | null {
  const text = value.replace(/<[^>]{0,80}>/g, ' ').slice(0, 400);
  const box = /^\s*(?:[-*+]\s+)?\[([ xX~\-/])\]/.exec(text);
  const words = withoutSigns(box === null ? text : text.slice(box[0].length))
    .replace(/[*_`~]/g, '')
    .trim();
  const signs = new Set(signsOf(text).map((one) => statusOfSign(one, legend)));
  if (box !== null) signs.add(statusOfBox(box[1] ?? ' '));
  signs.delete(null);
  const told = [...signs][0] ?? null;
  const phrase = statusOfWords(words);
  if (signs.size > 1) return 'unclear';
  if (told === null) return phrase ?? (words === '' || /^[-–—./?\s]+$/.test(words) ? null : 'unclear');
  if (phrase !== null && phrase !== told) return 'unclear';
  if (told === 'DONE' && phrase === null && takesBack(words)) return 'unclear';
  return told;
}

/** What may stand before the words: a date, as in `2026-03-01 done`, or a whole hundred, as in `100% done`. */
const leadingDetail = /^(?:20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?|100\s?%)[\s,:：—–-]*(?=\p{L})/u;

function statusOfWords(told: string): ToldStatus | null {
  const words = told.replace(leadingDetail, '');
  const whole = statusOfPhrase(words);
  if (whole !== null) return whole;
  const head = (words.split(phraseEnd)[0] ?? '').trim();
  const status = statusOfPhrase(head) ?? statusOfPhrase(head.replace(trailingDetail, '').trim());
  if (status !== 'DONE') return status;
  return takesBack(words.slice(head.length)) || takesBack(head) ? 'unclear' : status;
}

/** What a box that belongs to the unit itself says; marks other than x mean something else to everybody. */
export function statusOfBox(box: string): ToldStatus {
  if (box.trim() === '') return 'TODO';
  return /^[xX✓✔]$/.test(box.trim()) ? 'DONE' : 'unclear';
}

/** Words that are names of phases as often as statuses. */
const nameLike =
  /^(?:alpha|beta|mvp|rc|preview|ready|stable|review|testing|qa|research|exploration|exploring|prototype|spike|optional|stretch|current|now|active|building|live|launched|deployed|new|draft|idea|ideas|planning|next|future|later|designed|approved|accepted|open|started|candidate)\b/i;

/** What a title may consist of beside its label and still be a status. */
const wholeStatus =
  /^(?:done|completed?|finished|shipped|in progress|not started|planned|todo|已完成|完成|进行中|未开始|完了|進行中|완료|진행중|completad[oa]|en progreso|terminée?|en cours|concluíd[oa]|em andamento|erledigt|abgeschlossen|выполнено|готово|в работе)$/iu;

/** What a line says after it has told how far the thing is, "✅ Done — the reader"; all of it when it tells nothing. */
export function withoutLeadingStatus(text: string): string {
  const bare = withoutSigns(text).trim();
  const [head = ''] = bare.split(/\s[-–—]\s|[:：]\s/);
  return statusOfPhrase(head) === null ? text : bare.slice(head.length).replace(/^[\s:：—–-]+/, '');
}

/** A name without the signs and words at its end that tell how far the thing is, "Frame ✅ done"; never empty. */
export function withoutStatus(name: string, legend: Legend): string {
  const sign = signsOf(name).find((one) => statusOfSign(one, legend) !== null);
  const at = sign === undefined ? -1 : name.lastIndexOf(sign);
  const words =
    at < 0
      ? ''
      : withoutSigns(name.slice(at))
          .replace(/[*_`~]/g, '')
          .trim();
  const isTold = at > 0 && (words === '' || statusOfWords(words) !== null);
  const before = isTold ? name.slice(0, at) : name;
  const bare = before.replace(/\s*[([（【]([^()[\]（）【】]{1,80})[)\]）】]\s*$/u, (bracket, inner: string) =>
    statusOfWords(withoutSigns(inner).trim()) === null ? bracket : '',
  );
  return bare.replace(/[\s:：—–·|-]+$/u, '').trim() || name;
}

/**
 * What a sign is about, where that is not all that a title names; null where it is. It is about all of it when it opens
 * or closes the title, or when words that follow it tell a status too. In "Step 1: Frame ✓ CHECKPOINT" and in
 * "reader ✅, writer" it is not.
 */
function otherSubject(title: string, sign: string): string | null {
  const at = title.indexOf(sign);
  const before = plainTitle(title.slice(0, at));
  if (before === '' || readUnitLabel(before)?.rest === '') return null;
  const after = withoutSigns(title.slice(at + sign.length))
    .replace(/[*_`~]/g, '')
    .trim();
  const outside = after.replace(/[([（【][^()[\]（）【】]*[)\]）】]/g, ' ').trim();
  const isAboutAll =
    outside === '' ||
    /^(?:[-–—:：|·→.]|\d|v\d|(?:on|in|by|since|as of|at)\b)/i.test(outside) ||
    statusOfWords(outside) !== null;
  return isAboutAll ? null : after.slice(0, 60).trim();
}

/** What a title says beside its name: signs at its ends, words in brackets, words after the last dash. */
export function statusesOfTitle(title: string, legend: Legend): readonly Pick<StatusEvidence, 'told' | 'words'>[] {
  const text = title.slice(0, 400);
  const told: Pick<StatusEvidence, 'told' | 'words'>[] = [];
  for (const one of new Set(signsOf(text))) {
    const status = statusOfSign(one, legend);
    if (status === null) continue;
    const other = status === 'TODO' ? null : otherSubject(text, one);
    told.push(other === null ? { told: status, words: one } : { told: 'unclear', words: `${one} ${other}` });
  }
  const add = (words: string): void => {
    const status = nameLike.test(words.trim()) ? null : statusOfWords(words.trim());
    if (status !== null) told.push({ told: status, words: words.trim() });
  };
  const bare = plainTitle(text);
  const label = readUnitLabel(text);
  const brackets = [...bare.matchAll(/[([（【]([^()[\]（）【】]{1,80})[)\]）】]/g)].map((match) => match[1] ?? '');
  for (const words of brackets) add(words);
  const parts = (label === null ? bare : label.rest)
    .replace(/[([（【][^()[\]（）【】]*[)\]）】]/g, ' ')
    .trim()
    .split(/\s[-–—|·]\s|[—–:：]\s*/);
  if (parts.length > 1) add(parts.at(-1) ?? '');
  else if (label !== null && wholeStatus.test(parts[0]?.trim() ?? '')) add(parts[0] ?? '');
  const isTakenBack = brackets.some((words) => takesBack(words));
  if (isTakenBack) return told.map((one) => (one.told === 'DONE' ? { ...one, told: 'unclear' } : one));
  if (told.length === 0 && /^[\s*_\d.]*~~[^~]+~~[\s*_.]*$/.test(text))
    told.push({ told: 'unclear', words: 'struck out' });
  return told;
}
