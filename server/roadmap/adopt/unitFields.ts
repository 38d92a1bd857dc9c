/** Reads what the lines of a unit say of it: its status, its goal and what has to be true when it is done. */
import type { OutlineLine } from './outline.ts';
import type { PlanUnit, ReadPlan } from './planUnit.ts';
import { statusOfValue, type StatusEvidence } from './readStatus.ts';
import { signsOf, withoutSigns } from './statusSigns.ts';
import { statusOfPhrase } from './statusWords.ts';
import { readUnitLabel } from './unitLabel.ts';

/** Something that has to be true when the unit is done. */
export interface Criterion {
  readonly text: string;
  readonly isTicked: boolean;
}

/** Lines of a unit in which its fields are looked for. */
const fieldLines = 60;
const mostCriteria = 200;
const longestGoal = 300;

const colon = String.raw`\s*(?:\*\*|__|[*_])?\s*[:：]\s*(?:\*\*|__|[*_])?\s*`;
const start = String.raw`^(?:\W{0,4}\s*)?(?:\*\*|__|[*_])?\s*`;
const statusField = new RegExp(
  String.raw`${start}(?:(?:(?:current|overall|phase|milestone|stage) )?(?:status|state)|(?:当前|目前)?状态|狀態|状態|ステータス|状況|상태|estado(?: (?:actual|atual|de la (?:fase|etapa)|da (?:fase|etapa)|del hito))?|situação|statut(?: de (?:la phase|l['’]étape))?|état|(?:текущий )?статус|состояние|stato(?: della fase)?)${colon}(.*)$`,
  'iu',
);
const goalField = new RegExp(
  String.raw`${start}(?:(?:primary |core |main |key |phase |release |overall )?(?:goals?|objectives?|outcomes?|focus|purpose|aim|intent|theme|mission)|目标|目標|核心目标|主要目标|目的|重点|ゴール|ねらい|목표|핵심 목표|목적|objetivos?|objetivo principal|meta|foco|objectifs?|but|ziele?|fokus|цели?|задача|фокус|obiettivo|cel|doel|amaç|hedef|tujuan)${colon}(.*)$`,
  'iu',
);
const acceptanceWords = String.raw`(?:done when|definition of done|dod|exit criteria|exit criterion|exit gates?|exit conditions?|success criteria|success looks like|acceptance criteria|acceptance tests?|acceptance|completion criteria|complete when|ready when|gates?|gate criteria|release gates?|quality gates?|release criteria|required gates|verification|验收标准|验收条件|验收|完成标准|完成条件|完成定义|退出标准|驗收標準|受け入れ基準|受入条件|完了条件|完了基準|完了の定義|완료 조건|완료 기준|수용 기준|검증|criterios? de (?:aceptación|éxito|salida|aceptacion)|hecho cuando|listo cuando|critérios? de (?:aceitação|aceite|sucesso|conclusão)|pronto quando|critères? d['’](?:acceptation|achèvement)|critères? de (?:succès|sortie|validation)|terminé quand|akzeptanzkriterien|abnahmekriterien|erfolgskriterien|fertig,? wenn|критери[ий] (?:готовности|приёмки|приемки|успеха|завершения)|готово,? когда|criteri di accettazione)`;
const acceptanceField = new RegExp(String.raw`${start}${acceptanceWords}(?:\s*\([^)]{0,60}\))?${colon}(.*)$`, 'iu');
const acceptanceHeading = new RegExp(String.raw`^\W*(?:phase )?${acceptanceWords}(?![\p{L}])`, 'iu');

/** Whether a heading announces what has to be true in the end. */
export function isAcceptance(title: string): boolean {
  return acceptanceHeading.test(title.slice(0, 80));
}

/** The lines of a unit before its first subheading, and at most so many that a field may stand in them. */
function ownLines(plan: ReadPlan, unit: PlanUnit): readonly OutlineLine[] {
  const lines = plan.outline.slice(unit.at + 1, Math.min(unit.end, unit.at + 1 + fieldLines));
  const heading = lines.findIndex(({ kind }) => kind === 'heading');
  return heading < 0 ? lines : lines.slice(0, heading);
}

/** Status fields of a unit, and a first line that is nothing but a status. */
export function statusesOfLines(plan: ReadPlan, unit: PlanUnit): readonly StatusEvidence[] {
  const found: StatusEvidence[] = [];
  for (const [index, { content, line, kind }] of ownLines(plan, unit).entries()) {
    if (kind === 'row') continue;
    const field = statusField.exec(content.slice(0, 400));
    const value = field?.[1]?.split(/\s+[|·]\s+(?=\*\*|__|[A-Z])/)[0]?.trim() ?? '';
    if (field !== null && value !== '') {
      const told = statusOfValue(value, plan.legend);
      if (told !== null) found.push({ told, words: shortened(value.replace(/[*_`]/g, ''), 100), line });
    } else if (index < 2 && kind !== 'item' && content.length < 80) {
      const words = withoutSigns(content)
        .replace(/[*_`()[\]]/g, '')
        .trim();
      const isStatus = statusOfPhrase(words) !== null || (words === '' && signsOf(content).length === 1);
      const told = isStatus ? statusOfValue(content, plan.legend) : null;
      if (told !== null) found.push({ told, words: shortened(content, 100), line });
    }
  }
  return found;
}

/** A first line that begins with a status and goes on, "Shipped in 1.4; the details are elsewhere". */
export function claimOf(plan: ReadPlan, unit: PlanUnit): StatusEvidence | null {
  const [first] = ownLines(plan, unit);
  if (first === undefined || (first.kind !== 'text' && first.kind !== 'quote')) return null;
  const plain = withoutSigns(first.content).replace(/[*_`]/g, '').trim();
  const opening = /^([^.;:,(—–\d]{2,40}?)(?:[.;:,(—–]|\s-\s|\s(?:(?:as|in|on|als|am|en|el|le|в|с) )?v?\d)/u.exec(plain);
  const told = statusOfPhrase(opening?.[1] ?? '');
  return told === null || told === 'TODO' ? null : { told, words: shortened(plain, 80), line: first.line };
}

/** The value of a field that the unit has in our form already, `**Goal:** …`; null when it has none. */
export function ownField(plan: ReadPlan, unit: PlanUnit, name: 'Status' | 'Spec' | 'Goal'): string | null {
  const opening = `**${name}:**`;
  const line = ownLines(plan, unit).find(
    ({ kind, column, content }) => kind === 'text' && column < 4 && content.startsWith(opening),
  );
  const value = line?.content.slice(opening.length).trim() ?? '';
  return value === '' ? null : value;
}

/** The goal in one line: what is called so, else the first sentence, else the name. */
export function goalOf(plan: ReadPlan, unit: PlanUnit, name: string): string {
  const lines = ownLines(plan, unit);
  for (const [index, { content, kind }] of lines.entries()) {
    const field = kind === 'row' ? null : goalField.exec(content.slice(0, 2000));
    if (field === null) continue;
    const value = paragraphFrom(lines, index, field[1] ?? '');
    const goal = oneLine(value === '' ? (lines[index + 1]?.content ?? '') : value);
    if (goal !== '') return goal;
  }
  const fromPlace = oneLine(unit.goal ?? '');
  if (unit.source !== 'heading' && unit.source !== 'paragraph' && fromPlace !== '') return fromPlace;
  // What follows a list or a table is as often about the whole plan as about the unit.
  const listAt = lines.findIndex(({ kind }) => kind === 'item' || kind === 'row');
  for (const [index, { content, kind }] of lines.slice(0, listAt < 0 ? lines.length : listAt).entries()) {
    if (kind !== 'text' && kind !== 'quote') continue;
    if (
      /^(?:\*\*|__)[^*_]{1,60}(?:[:：](?:\*\*|__)|(?:\*\*|__)\s*[:：])/.test(content) ||
      /^[-=_*\s]+$|^<\/?\w|^!?\[[^\]]*\]\([^)]*\)$/.test(content)
    )
      continue;
    if (
      /[:：]$/.test(content) ||
      acceptanceField.test(content.slice(0, 400)) ||
      statusField.test(content.slice(0, 200)) ||
      statusOfPhrase(withoutSigns(content)) !== null
    )
      continue;
    const sentence = oneLine(firstSentence(paragraphFrom(lines, index, content)));
    if (sentence !== '') return sentence;
  }
  return fromPlace || oneLine(name) || 'Say in one line what will be true when this phase is done';
}

/** The rest of a paragraph that begins in a line of the unit. */
function paragraphFrom(lines: readonly OutlineLine[], index: number, from: string): string {
  let text = from.trim();
  for (let at = index + 1; at < lines.length && text !== ''; at++) {
    const [line, before] = [lines[at], lines[at - 1]];
    const continues =
      line !== undefined &&
      line.line === (before?.line ?? 0) + 1 &&
      line.kind === (before?.kind === 'quote' ? 'quote' : 'text');
    if (!continues || /^(?:\*\*|__)[^*_]{1,60}[:：]/.test(line.content) || text.length > longestGoal) break;
    text += ` ${line.content}`;
  }
  return text;
}

/** Abbreviations and brackets have dots that end no sentence. */
function firstSentence(text: string): string {
  for (const { index, 0: end } of text.matchAll(/[.!?](?=\s|$)|[。！？]/gu)) {
    const sentence = text.slice(0, index + end.length);
    const isOpen = (sentence.match(/[(（]/g)?.length ?? 0) > (sentence.match(/[)）]/g)?.length ?? 0);
    if (
      index >= 12 &&
      !isOpen &&
      !/(?:^|[\s(])(?:\d{1,2}|e\.g|i\.e|etc|vs|cf|approx|al|no|z\.\s?B|bzw|ca|p\. ?ej|т\.\s?е)\.$/iu.test(sentence)
    )
      return sentence;
  }
  return text;
}

function oneLine(text: string): string {
  const plain = text
    .replace(/<!--.*?(?:-->|$)/g, ' ')
    .replace(/<\/?[a-z][^>]{0,80}>/gi, ' ')
    .replace(/^\[[ xX~-]\]\s+/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const wrapped = /^([*_]{1,3})(?=\S)([^*_]+)\1$/.exec(plain) ?? /^([*_]{1,2})()(?=[^*_]*\1?$)/.exec(plain);
  const bare =
    wrapped === null ? plain : wrapped[2] === '' ? plain.replaceAll(wrapped[1] ?? '', '') : (wrapped[2] ?? '');
  return shortened(
    bare.replace(/(?<![*_\s])[*_]{1,2}$/, (end) => (bare.split(end).length % 2 === 0 ? '' : end)).trim(),
    longestGoal,
  );
}

function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$|\s+\S*$/, '')}…`;
}

/**
 * What has to be true when the unit is done: what is called so and every box below it; where there is neither, its
 * parts that have labels of their own, else the items of its lists.
 */
export function criteriaOf(plan: ReadPlan, unit: PlanUnit): readonly Criterion[] {
  const criteria: Criterion[] = [];
  const bullets: Criterion[] = [];
  const parts: Criterion[] = [];
  let isInside = false;
  let headingInside = 0;
  for (let at = unit.at + 1; at < unit.end; at++) {
    const line = plan.outline[at];
    if (line === undefined || line.kind === 'row') continue;
    if (line.kind === 'heading') {
      if (headingInside > 0 && line.level <= headingInside) headingInside = 0;
      if (headingInside === 0 && isAcceptance(line.content)) headingInside = line.level;
      else if (headingInside === 0 && readUnitLabel(line.content) !== null) parts.push(criterion(line.content, null));
      isInside = false;
      continue;
    }
    const field = acceptanceField.exec(line.content.slice(0, 2000));
    if (field !== null) {
      const value = paragraphFrom(plan.outline.slice(at, Math.min(unit.end, at + 20)), 0, field[1] ?? '');
      if (value !== '') criteria.push(criterion(value, line.box));
      isInside = value === '';
      continue;
    }
    if (line.kind !== 'item') {
      if (line.kind === 'text' && line.column === 0 && isNewBlock(plan, at)) isInside = false;
      continue;
    }
    const text = itemText(plan, at, unit.end);
    if (text === '') continue;
    if (isInside || headingInside > 0 || line.box !== null) criteria.push(criterion(text, line.box));
    else if (line.column < 2) bullets.push(criterion(text, null));
  }
  const [chosen = bullets] = [criteria, parts].filter(({ length }) => length > 0);
  return chosen.slice(0, mostCriteria);
}

function isNewBlock(plan: ReadPlan, at: number): boolean {
  return (
    (plan.outline[at]?.line ?? 0) > (plan.outline[at - 1]?.line ?? 0) + 1 ||
    /^(?:\*\*|__)/.test(plan.outline[at]?.content ?? '')
  );
}

export function itemText(plan: ReadPlan, at: number, end: number): string {
  let text = plan.outline[at]?.content ?? '';
  for (let next = at + 1; next < end; next++) {
    const line = plan.outline[next];
    if (line?.kind !== 'text' || line.line !== (plan.outline[next - 1]?.line ?? 0) + 1 || text.length > 500) break;
    text += ` ${line.content}`;
  }
  return text.trim();
}

function criterion(text: string, box: string | null): Criterion {
  const plain = text
    .replace(/<!--.*?(?:-->|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return { text: shortened(plain, 500), isTicked: box === 'x' || box === 'X' };
}

/** How many boxes below a unit are ticked and how many are open. */
export function boxesOf(plan: ReadPlan, unit: PlanUnit): { readonly ticked: number; readonly open: number } {
  let ticked = 0;
  let open = 0;
  for (let at = unit.at + 1; at < unit.end; at++) {
    const box = plan.outline[at]?.box;
    if (box == null) continue;
    if (/^[xX]$/.test(box)) ticked++;
    else open++;
  }
  return { ticked, open };
}
