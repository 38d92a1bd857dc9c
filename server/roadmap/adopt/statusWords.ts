/** Maps the words in which people tell a status to the four statuses, in the languages that roadmaps are written in. */
import type { PhaseStatus } from '../roadmap.ts';

/** What a text says of a status: one of the four, or words about a status that mean none of them clearly. */
export type ToldStatus = PhaseStatus | 'unclear';

const done = `done|complete|completed|finished|shipped|released|delivered|implemented|landed|merged|live|achieved|closed|all done
fully complete|fully implemented|launched|deployed|100% complete|already shipped|completed and merged|done and shipped|ready and shipped
已完成|完成|已发布|已交付|已实现|已上线|全部完成|已结束|完結|完了|完了済み|済|済み|実装済み|リリース済み|対応済み|완료|완료됨|구현 완료|완성|출시됨
completado|completada|completo|completa|hecho|hecha|terminado|terminada|finalizado|finalizada|listo|entregado|lanzado|implementado|implementada
concluído|concluída|concluido|concluida|feito|feita|entregue|lançado|pronto
terminé|terminée|fait|faite|livré|livrée|achevé|achevée|réalisé|réalisée|complété|complétée|fini|finie
erledigt|fertig|fertiggestellt|abgeschlossen|umgesetzt|ausgeliefert|veröffentlicht|erschienen|vollständig
выполнено|выполнен|выполнена|готово|готов|завершено|завершен|завершён|завершена|сделано|сделан|выпущено|реализовано
completata|fatto|fatta|terminata|concluso|rilasciato|voltooid|afgerond|klaar|klar|färdig|gotowe|zrobione|ukończone|tamamlandı|bitti|selesai|hotovo|готово`;

const inProgress = `in progress|in-progress|inprogress|wip|work in progress|ongoing|on going|started|doing|under way|underway|in development|under development
in active development|actively developed|active development|building|in the works|being built|in flight|working|working on it|currently in progress|active|in progress now
current focus|current phase|current sprint|current milestone|current stage|currently working on
进行中|開發中|开发中|正在进行|正在开发|实施中|进行|推进中|進行中|作業中|対応中|開発中|実装中|着手中|진행중|진행 중|개발중|개발 중
en progreso|en curso|en desarrollo|en proceso|em andamento|em progresso|em desenvolvimento|em curso|fazendo
en cours|en développement|en cours de développement|in arbeit|in bearbeitung|läuft|laufend|in entwicklung|begonnen|angefangen
в работе|в процессе|в разработке|делается|выполняется|начато|in corso|in sviluppo|bezig|pågår|pågående|w trakcie|devam ediyor|sedang berjalan|в процесі`;

const todo = `todo|to do|to-do|not started|not yet started|not yet|planned|pending|upcoming|next|next up|up next|future|later|backlog|proposed|queued|open|scheduled|soon
coming soon|not begun|unstarted|waiting|on the roadmap|idea|ideas|candidate|wishlist|planning|not implemented|not done|planned next|to be done|to be started|new|draft
未开始|待开始|待办|计划中|规划中|计划|待定|待实现|未实现|待启动|未启动|待开发|下一版|下一步|候选|后续|将来|未着手|未対応|未実装|予定|計画中|検討中|今後|예정|대기|계획|미착수|시작 전|미구현
pendiente|pendientes|planificado|planificada|planeado|planeada|por hacer|sin empezar|no iniciado|no iniciada|próximo|próxima|futuro|futura|por iniciar
pendente|planejado|planejada|a fazer|não iniciado|não iniciada|a iniciar|à faire|a faire|prévu|prévue|planifié|planifiée|non commencé|pas commencé|à venir|en attente
geplant|offen|ausstehend|nicht begonnen|noch offen|zu tun|später|запланировано|запланирован|планируется|не начато|не начат|не начата|план|ожидает|в планах|в очереди
pianificato|da fare|non iniziato|gepland|te doen|planerad|zaplanowane|do zrobienia|planlandı|yapılacak|belum|заплановано`;

const failed = 'failed|failing|failure|fallido|falhou|échoué|fehlgeschlagen|провалено|失败|失敗|실패';

/** Words about a status that are none of the four; a person decides what they come to. */
const unclear = `blocked|deferred|partial|partially done|partially complete|partially implemented|partially shipped|mostly done|mostly complete|nearly done|almost done|almost complete
on hold|paused|frozen|cancelled|canceled|dropped|abandoned|superseded|skipped|rejected|won't do|wontfix|postponed|deprecated|obsolete|retired|review|in review|code review
ready|ready for review|testing|in testing|qa|beta|alpha|mvp|experimental|preview|rc|code complete|feature complete|stretch|optional|ongoing maintenance|continuous|recurring|tbd|unknown|n/a|substantially complete|incomplete
current|now|stable|part done|half done|needs review|needs work|at risk|delayed|stalled|parked|rolled back|reverted|archived|research|exploring|exploration|spike|prototype|designed|specified|approved|accepted|foundation done|core done|core complete|in part|done in part
部分完成|基本完成|已暂停|暂停|阻塞|已取消|取消|搁置|延期|当前|一部完了|保留|中止|ブロック|延期|부분 완료|보류|차단|취소
bloqueado|bloqueada|parcial|parcialmente|cancelado|cancelada|pausado|aplazado|adiado|em espera|en espera|bloqué|bloquée|partiel|partielle|reporté|annulé|suspendu
blockiert|teilweise|verschoben|pausiert|abgebrochen|zurückgestellt|заблокировано|частично|отложено|отменено|приостановлено|на паузе`;

function entriesOf(words: string, status: ToldStatus): [string, ToldStatus][] {
  return words.split(/[|\n]/).map((word) => [word.trim(), status]);
}

const phrases: ReadonlyMap<string, ToldStatus> = new Map([
  ...entriesOf(unclear, 'unclear'),
  ...entriesOf(todo, 'TODO'),
  ...entriesOf(inProgress, 'IN_PROGRESS'),
  ...entriesOf(done, 'DONE'),
  ...entriesOf(failed, 'FAILED'),
]);

/** What a phrase says, taken as a whole; null when it is no phrase about a status. */
export function statusOfPhrase(phrase: string): ToldStatus | null {
  const plain = phrase
    .toLowerCase()
    .replace(/[*_`~"'“”’!]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.length > 60) return null;
  return phrases.get(plain) ?? phrases.get(plain.replace(/^(?:is|status|now|fully|already)\s+/, '')) ?? null;
}

/** Words that take something back of a status beside which they stand. */
const doubt =
  /\b(?:not|n[o']t|except|but|partial(?:ly)?|pending|remain(?:s|ing)?|todo|mostly|almost|nearly|half|incomplete|wip|until|awaiting|blocked|needs?|missing|deferred|open|unless|still|however|only|pero|parcial|falta|sauf|partiel|aber|teilweise|ohne)\b|但|未|部分|尚|待|除了|кроме|частично|(?:^|\s)не\s|残り|一部/i;

export function takesBack(text: string): boolean {
  return doubt.test(text);
}
