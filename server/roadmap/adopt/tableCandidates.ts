/** Finds the tables whose rows may be the units of a plan. */
import { shorten } from './headingCandidates.ts';
import type { Candidate, PlanUnit, ReadPlan } from './planUnit.ts';
import { pushTo } from './pushTo.ts';
import { statusesOfTitle, statusOfValue, type StatusEvidence } from './readStatus.ts';
import { sequenceShare } from './series.ts';
import type { Section } from './sections.ts';
import { isDivider } from './splitCells.ts';
import { tellsStatus } from './toldHeadings.ts';
import { letterSeries, numberOfLetter, plainTitle, readUnitLabel, type UnitLabel } from './unitLabel.ts';
import { unitWords } from './unitWords.ts';

const columns = {
  status:
    /^(?:current |overall )?(?:status|state|progress|done\??|complete[d?]*|shipped\??|状态|狀態|进度|状況|ステータス|進捗|상태|진행|estado|situação|statut|état|avancement|статус|состояние|stato|stand|durum)$|^(?:✅|✔)$/i,
  date: /^(?:target|date|due|deadline|milestone date|eta|when|timeline|timeframe|time ?frame|duration|weeks?|months?|quarters?|years?|estimate|estimated effort|effort|release|schedule|target date|target version|start|end|horizon|时间|日期|周期|工期|预计|時期|期間|予定|기간|일정|fecha|plazo|prazo|duración|duração|durée|échéance|datum|zeitraum|dauer|年|年份|年度|jahr|année|año|ano|год|срок|сроки|дата|период|scadenza|durata|data|termin|frist|tarih|süre)/i,
  dependency: /^(?:depends|dependenc|blocked by|requires|prerequisite|依赖|依存|의존|depende|dépend|abhängig|зависи)/i,
  id: /^(?:#|№|no\.?|id|label|nr\.?|key|ref|code|编号|序号|番号|번호|номер)$/i,
  name: /^(?:name|title|item|task|work(?: item)?|feature|deliverable|initiative|epic|scope|what|description|focus|theme|goal|objective|项目|任务|名称|内容|功能|主要目标|项|タスク|内容|機能|작업|내용|기능|tarea|título|nombre|tarefa|nome|tâche|nom|aufgabe|название|задача)$/i,
  unit: new RegExp(
    String.raw`^(?:project |development |roadmap )?(?:${unitWords.pattern}|versions?|release|releases|version|versión|versão|版本|バージョン|버전|версия|релиз|pr)(?:\s*(?:#|id|no\.?|name))?$`,
    'iu',
  ),
  goal: /^(?:goals?|objectives?|outcomes?|intended outcome|focus|scope|description|deliverables?|key deliverables|summary|theme|what|目标|主要目标|内容|目的|説明|목표|내용|objetivos?|alcance|descripci[oó]n|descrição|objectif|contenu|ziel|inhalt|цель|содержание|описание)$/i,
};

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly { readonly at: number; readonly cells: readonly string[] }[];
}

export function tableCandidates(plan: ReadPlan): readonly Candidate[] {
  const alike = new Map<string, Table[]>();
  for (const table of readTables(plan)) pushTo(alike, table.header.join('|').toLowerCase(), table);
  return [...alike.values()].flatMap((tables) => {
    const candidate = candidateOf(plan, tables);
    return candidate === null ? [] : [candidate];
  });
}

function readTables(plan: ReadPlan): readonly Table[] {
  const tables: Table[] = [];
  for (let at = 0; at < plan.outline.length; at++) {
    const [header, divider] = [plan.outline[at], plan.outline[at + 1]];
    if (header?.kind !== 'row' || divider?.kind !== 'row' || !isDivider(divider.cells)) continue;
    const rows: { at: number; cells: readonly string[] }[] = [];
    let next = at + 2;
    for (
      let row = plan.outline[next];
      row?.kind === 'row' && row.line === divider.line + 1 + rows.length;
      row = plan.outline[++next]
    ) {
      rows.push({ at: next, cells: row.cells });
    }
    const section = plan.sectionOf[at] ?? null;
    if (section?.isRecord !== true) tables.push({ header: header.cells.map(plainTitle), rows });
    at = next - 1;
  }
  return tables;
}

/** "Result / status" and "Status (date)" hold a status as well. */
const partsOf = (cell: string): readonly string[] => cell.split(/\s*[/／、&(（)）]\s*|\s+(?:and|und|et|y|e|и)\s+/u);

function candidateOf(plan: ReadPlan, tables: readonly Table[]): Candidate | null {
  const header = tables[0]?.header ?? [];
  const find = (pattern: RegExp): number => header.findIndex((cell) => pattern.test(cell));
  const whole = find(columns.status);
  const status =
    whole >= 0 ? whole : header.findIndex((cell) => partsOf(cell).some((part) => columns.status.test(part)));
  const isTimed = status >= 0 || find(columns.date) >= 0 || find(columns.dependency) >= 0;
  const rows = tables.flatMap((table) => table.rows).filter(({ cells }) => cells.length > 1);
  if (rows.length < 2) return null;

  const unitColumn = header.findIndex(
    (cell, index) =>
      columns.unit.test(cell) && index !== status && (index < 2 || (unitWords.find(cell)?.rank ?? 0) >= 90),
  );
  const idColumn = find(columns.id);
  // Below "Task" stand names where a column of ids stands beside it; below "Phase" stand phases.
  const labelled = (column: number): number =>
    rows.filter(({ cells }) => (readUnitLabel(cells[column] ?? '')?.kind ?? 'number') !== 'number').length;
  const isUnitFirst =
    unitColumn >= 0 &&
    (idColumn < 0 ||
      ((unitWords.find(header[unitColumn] ?? '')?.rank ?? 0) >= 90 && labelled(unitColumn) >= labelled(idColumn)));
  const labelColumn = isUnitFirst ? unitColumn : Math.max(0, idColumn);
  const nameColumn = header.findIndex(
    (cell, index) =>
      (columns.name.test(cell) || (index === unitColumn && !isUnitFirst)) &&
      index !== status &&
      (index !== unitColumn || !isUnitFirst),
  );
  if (labelColumn === status) return null;
  const word = unitWords.find(header[labelColumn] ?? '');
  // A table that says neither how far nor when is a plan only when its rows are called phases.
  const isCoded = isCodedSeries(rows.map(({ cells }) => readUnitLabel(cells[labelColumn] ?? '')));
  if (!isTimed && (word === null || word.rank < 90) && !isCoded) return null;
  const goalColumn = header.findIndex((cell, index) => columns.goal.test(cell) && index !== labelColumn);

  const units = rows.flatMap(({ at, cells }): PlanUnit[] => {
    const labelCell = cells[labelColumn] ?? '';
    const name = plainTitle(nameColumn >= 0 && nameColumn !== labelColumn ? (cells[nameColumn] ?? '') : '');
    if (plainTitle(labelCell) === '' && name === '') return [];
    const line = plan.outline[at]?.line ?? 0;
    return [
      {
        source: 'row',
        at,
        end: at + 1,
        label:
          labelOfCell(labelCell, word) ??
          numberOfRow(labelCell, name) ??
          numberOfRow(cells[idColumn] ?? '', plainTitle(labelCell)),
        title: titleOf(labelCell, name === '' ? nameFromGoal(labelCell, cells[goalColumn] ?? '') : name),
        evidence: evidenceOf(plan, cells, status, [labelColumn, idColumn], line),
        goal: plainTitle(cells[goalColumn] ?? '') || null,
        repeats: [],
      },
    ];
  });
  const labelledShare =
    rows.filter(({ cells }) => labelOfCell(cells[labelColumn] ?? '', word) !== null).length / Math.max(1, units.length);
  const isMeta = tables.every(({ rows: [first] }) => first !== undefined && plan.sectionOf[first.at]?.isMeta === true);
  const base =
    word !== null || labelledShare >= 0.6 ? 82 : unitColumn >= 0 || idColumn >= 0 ? 68 : nameColumn >= 0 ? 50 : 20;
  const taskLike = word !== null && word.rank < 80 ? 12 : 0;
  const partLike = areParts(plan, units) ? 40 : 0;
  const listLike = isInOneBucket(plan, rows, (word?.rank ?? 0) >= 90) ? 45 : 0;
  const score = base - partLike - listLike + (status >= 0 ? 6 : 0) - (isTimed ? 0 : 12) - (isMeta ? 30 : 0) - taskLike;
  const description = `rows of the table with "${shorten(header.join(' | '))}"`;
  return units.length < 2 ? null : { description, units, score };
}

/** Whether rows are coded one after the other, P0, P1, P2; that is a plan even where no column says when. */
function isCodedSeries(labels: readonly (UnitLabel | null)[]): boolean {
  const [first] = labels;
  const isOneSeries = labels.every((label) => label?.kind === 'code' && label.series === first?.series);
  return isOneSeries && labels.length >= 3 && sequenceShare(labels.map((label) => ({ label }))) >= 0.8;
}

/**
 * Rows that all stand below one of several headings such as Shipped and Next list what that one holds. Rows that are
 * called phases do so only where the headings are names that are followed by a status.
 */
function isInOneBucket(plan: ReadPlan, rows: Table['rows'], arePhases: boolean): boolean {
  const owners = new Set(rows.map(({ at }) => plan.sectionOf[at] ?? null));
  const [owner] = owners;
  if (owner == null || owners.size > 1) return false;
  const tellsWhen = (section: Section): boolean => section.bucket !== null || tellsStatus(plan, section);
  if (arePhases ? !tellsStatus(plan, owner) : !tellsWhen(owner) && owner.label?.kind !== 'version') return false;
  const others = plan.sections.filter(
    (section) =>
      tellsWhen(section) &&
      section.level === owner.level &&
      section.parent === owner.parent &&
      !section.isMeta &&
      section !== owner &&
      section.end > section.at + 1,
  );
  return others.length >= 2;
}

/** Rows such as A1 and A2 below a chapter A are parts of it. */
function areParts(plan: ReadPlan, units: readonly PlanUnit[]): boolean {
  const parts = units.filter(({ at, label }) => {
    const chapter = plan.sectionOf[at]?.label;
    if (label?.kind !== 'code' || chapter?.series !== letterSeries) return false;
    return chapter.id === numberOfLetter(label.series);
  });
  const chapters = new Set(parts.map(({ label }) => label?.series));
  return chapters.size > 1 && parts.length * 10 >= units.length * 7;
}

function evidenceOf(
  plan: ReadPlan,
  cells: readonly string[],
  status: number,
  named: readonly number[],
  line: number,
): readonly StatusEvidence[] {
  const fromTitle = [...new Set(named)]
    .flatMap((column) => statusesOfTitle(cells[column] ?? '', plan.legend))
    .map((one) => ({ ...one, line }));
  const words = status < 0 ? '' : (cells[status] ?? '');
  const told = status < 0 ? null : statusOfValue(words, plan.legend);
  return told === null ? fromTitle : [{ told, words: plainWords(words), line }, ...fromTitle];
}

function plainWords(words: string): string {
  return words.replace(/[*_`]/g, '').trim();
}

/** A bare number below a column called Phase is that phase. */
function labelOfCell(cell: string, word: ReturnType<typeof unitWords.find>): UnitLabel | null {
  const label = readUnitLabel(cell);
  if (word === null || (label !== null && label.kind !== 'number')) return label;
  const plain = plainTitle(cell);
  return /^\d/.test(plain) ? readUnitLabel(`${word.series} ${plain}`) : label;
}

/** Where nothing names a row but its label, the beginning of what it is to reach does; empty where something does. */
function nameFromGoal(labelCell: string, goal: string): string {
  if (readUnitLabel(labelCell)?.rest !== '') return '';
  return (plainTitle(goal).split(/[:：;；。]|\.\s|\s[—–-]\s/)[0] ?? '').trim().slice(0, 100);
}

/** A number alone in the first place counts the rows; it is no sign that they are phases, but it is their id. */
function numberOfRow(cell: string, name: string): UnitLabel | null {
  const bare = /^#?(\d{1,3}[A-Za-z]?)$/.exec(plainTitle(cell));
  return bare === null || name === '' ? null : readUnitLabel(`${bare[1] ?? ''}. ${name}`);
}

function titleOf(labelCell: string, name: string): string {
  const label = labelCell
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|__|`/g, '')
    .trim();
  if (name === '' || name === label) return label.replace(/^\d+[.)]?\s*[-–—:：]+\s*(?=\S)/, '');
  return /^(?:\d+|#\d+|)$/.test(label) ? name : `${label} — ${name}`;
}
