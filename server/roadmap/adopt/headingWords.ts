/** Recognises headings that hold no plan, such as a legend, and headings that tell when, such as Shipped or Later. */
import { plainTitle } from './unitLabel.ts';

const meta =
  /^(?:\W*)(?:status )?(?:legend|key\b|how (?:to|we|this|you)|about|overview$|introduction|preface|foreword|background|context$|principles?|(?:guiding|design|engineering|product|core|development|working) principles|(?:product )?decisions|mission|purpose|philosophy|method(?:ology)?$|contribut|getting involved|get involved|licen[cs]e|references?(?:$|\s*[—–:-])|(?:stop|abort|kill) (?:conditions?|criteri\w+)|approach$|files? to (?:modify|change|create|edit|touch)|files (?:changed|touched|affected)|re-?use$|verification$|motivation$|rationale$|problem(?: statement)?$|known (?:issues|bugs|limitations|problems|gaps)|historical$|archive$|.*\bledger$|related|resources|links?$|see also|further reading|notes?$|contact(?:s|$| (?:us|me|info|information|details))|questions|feedback(?:$| (?:welcome|and|on|to)\b)|change ?log|history$|version history|revision|release (?:notes|cadence|process|checklist)|tech(?:nology|nical)? stack|stack$|architecture|project structure|file structure|(?:[\w-]+ )?layout$|directory|installation|usage|quick ?start|prerequisites|requirements$|table of contents|contents$|toc$|glossary|terminology|appendix|faq|acknowledg|credits|disclaimer|non[- ]?goals?|explicit non|out of scope|what (?:this|we (?:are|'re) not|we won)|won't|not planned|not (?:on|in|part of) (?:the|this|our) (?:road ?-?map|plan)|what would change|risks?\b|assumptions|constraints|success (?:metrics|criteria|indicators)|metrics|kpis?\b|team\b|budget|resourcing|how to (?:read|use|contribute)|versioning|governance|support(?:ed|ing)?(?:$| (?:us|policy|platforms|versions|the project))|summary$|executive summary|document|conventions|rules|guidelines|best practices|workflow(?:$| (?:for|rules|notes))|scoring|prioriti[sz]ation|priorities$|dependency (?:graph|map)|dependencies$|cross[- ]cutting|compatibility|current (?:state|status)$|last updated)|^(?:图例|说明|现状|当前状态|目前状态|非目标|(?:当前)?(?:已知)?(?:限制|局限|问题)$|当前已知|已知(?:限制|问题)|既知の|不做|不在范围|範囲外|現在の状態|現在の状況|現在地|現状|やらないこと|当面やらない|対象外|スコープ外|当面のスコープ外|前言|概述|简介|背景|原则|产品原则|核心原则|技术栈|架构|目录|参考(?:资料|文献|链接|$)|相关|附录|更新日志|变更|版本历史|发布|风险|团队|贡献|许可|使用|安装|凡例|はじめに|概要|背景|参考(?:資料|文献|リンク|$)|変更履歴|用語|범례|개요|소개|배경|원칙|핵심.*원칙|기술 스택|참고|변경|부록|문서|leyenda|introducci|resumen|visión general|principios|arquitectura|estructura|instalaci|contribu|licencia|referencias|riesgos|légende|résumé|principes|architecture|références|risques|principes|legende|zweck$|einleitung|übersicht|prinzipien|architektur|referenzen|risiken|легенда|обозначени|введение|обзор|принципы|архитектура|ссылки|риски|участие|лицензия|legenda|introdução|visão geral|princípios|arquitetura|riscos)/iu;

/** Headings below which nothing is part of the plan, whatever its form. */
const record =
  /^(?:\W*)(?:change ?log|version history|release (?:notes|history)|revision history|(?:document )?history$|decision log|progress log|worklog|session log|更新日志|变更日志|变更记录|变更历史|版本历史|変更履歴|更新履歴|변경 이력|historial|historique|änderungs|история изменений|журнал)/iu;

export function isMetaHeading(title: string): boolean {
  return meta.test(plainTitle(title));
}

/** What plans work on as often as documents have a section of that name. */
const workArea =
  /^\W*(?:document|contribut|support|governance|architecture|compatibility|workflow|installation|quick ?start|cross[- ]cutting|dokumentation|architektur|documentación|documentação|arquitetura|arquitectura|документация|архитектура|문서|ドキュメント|文档)/iu;

/** Whether what a heading names is a part of the work where it stands below a heading such as Next. */
export function isWorkArea(title: string): boolean {
  return workArea.test(plainTitle(title));
}

export function isRecordHeading(title: string): boolean {
  return record.test(plainTitle(title));
}

/** When the things below a heading are done; `now` is no status, because people also put there what they have not begun. */
export type Bucket = 'done' | 'in-progress' | 'now' | 'later';

const buckets: readonly (readonly [Bucket, RegExp])[] = [
  [
    'done',
    /^(?:recently |already |previously )?(?:what['’]s (?:live|shipped|done|working|built)|shipped|done|completed?|released|delivered|finished|implemented|landed|achieved|available (?:now|today)|what (?:we have|we've|is|already)[^.]{0,20}(?:built|shipped|done|works)|已完成|已发布|已实现|已交付|已上线|完了|完了済み|リリース済み|実装済み|완료|완료된|completad[oa]s?|hecho|lanzado|entregado|implementad[oa]s?|disponible|fonctionnalités disponibles|terminée?s?|livrée?s?|fait|réalisée?s?|concluíd[oa]s?|feito|entregue|erledigt|abgeschlossen|fertig|umgesetzt|veröffentlicht|готово|выполнено|завершено|сделано|выпущено|реализовано)(?![a-zà-ÿа-яё])/iu,
  ],
  [
    'in-progress',
    /^(?:currently )?(?:in progress|in development|in the works|in flight|doing|wip|work in progress|under way|underway|ongoing|working on|currently working on|进行中|开发中|正在进行|進行中|作業中|開発中|진행 ?중|개발 ?중|en progreso|en curso|en desarrollo|en cours|em andamento|em progresso|em desenvolvimento|in arbeit|in bearbeitung|laufend|в работе|в процессе|в разработке)(?![a-zà-ÿа-яё])/iu,
  ],
  [
    'now',
    /^(?:now|current(?:ly)?|today|active|immediate|当前|现在|現在|目前|현재|ahora|actual|maintenant|actuel|agora|atual|jetzt|aktuell(?:e[rs]?)?|сейчас|текущ[а-я]*)(?![a-zà-ÿа-яё])/iu,
  ],
  [
    'later',
    /^(?:what['’]s (?:next|coming|planned)|after that|afterwards|next|up next|coming (?:soon|next|up)|soon|upcoming|planned|planning|short[- ]?term|near[- ]?term|mid[- ]?term|medium[- ]?term|long(?:er)?[- ]?term|later|future|beyond|backlog|ideas?|someday|maybe|eventually|explor(?:ing|atory|ation)|under consideration|considering|candidates?|icebox|wish ?list|low(?:er)? priority|nice[- ]to[- ]haves?|stretch|to ?-?do|open|proposed|research|what we (?:plan|are building|anticipate|want)|not (?:yet )?(?:started|planned)|post[- ]v?\d|after v?\d|下一步|下一阶段|接下来|近期|短期|中期|长期|远期|更远|远景|未来|后续|计划中|待办|待开发|规划中|想法|将来|近い将来|遠い将来|今後|予定|計画中|次|短期的|예정|계획|향후|단기|중기|장기|다음|próxim[oa]s?|m[áa]s (?:adelante|tarde)|mais (?:tarde|adiante)|più avanti|prossim[oaei]|corto plazo|medi(?:an)?o plazo|largo plazo|futur[oa]s?|pendientes?|planificad[oa]s?|prochaine?s?|court terme|moyen terme|long terme|à venir|plus tard|prévue?s?|curto prazo|médio prazo|longo prazo|planejad[oa]s?|kurzfristig|mittelfristig|langfristig|zukunft|geplant|nächste[rns]?|später|danach|anschließend|ideen|offen|далее|ближайш[а-я]*|краткосроч[а-я]*|среднесроч[а-я]*|долгосроч[а-я]*|будущ[а-я]*|планы?|запланировано|потом|позже|идеи)(?![a-zà-ÿа-яё])/iu,
  ],
];

/** @returns null when the heading tells no time */
export function bucketOf(title: string): Bucket | null {
  // What is struck out was true once.
  const plain = plainTitle(title.replace(/~~[^~]*~~/g, ' ')).replace(/^\d{1,2}[.)]\s+/, '');
  return buckets.find(([, words]) => words.test(plain))?.[0] ?? null;
}

const planWord =
  /road ?-?map|milestone|\bplan(?:s|ning|ned)?\b|\bto-?do|backlog|develop\w* (?:phases|stages)|next steps|release gates|time ?line|路线图|路線圖|路线|规划|计划|開発計画|ロードマップ|로드맵|개발 계획|hoja de ruta|plan de|feuille de route|fahrplan|zeitplan|cronograma|calendrier|дорожная карта|план|roteiro|yol haritası|mapa drogowa|roteiro|planejamento|计划书|里程碑/iu;

const unitsLast =
  /(?:phases|stages|milestones|sprints|releases|フェーズ|マイルストーン|阶段|里程碑|단계|fases|etapas|hitos|étapes|phasen|meilensteine|этапы|фазы|вехи)\W*$/iu;
/** Other languages say what they are phases of behind the word. */
const unitsFirst =
  /^(?:(?:phases|stages|milestones) of|(?:fases|etapas|hitos|marcos|étapes|phases|jalons|fasi|tappe) d(?:e|el|a|o|i|ella|['’])|(?:phasen|etappen|meilensteine) (?:der|des|zur|zum|bis)|(?:этапы|фазы|вехи) \p{L})/iu;

/** Whether a title is about what the units of a plan are called, so that they stand below it wherever it stands. */
export function announcesUnits(title: string): boolean {
  return unitsLast.test(plainTitle(title)) || unitsFirst.test(plainTitle(title));
}

const workPlan =
  /^(?:proposed |the |detailed )?(?:(?:work|implementation|execution|action|migration|rollout|delivery|build|development|step[- ]by[- ]step) plan|(?:implementation |migration |build |concrete )?(?:steps|tasks)|(?:implementation|build|execution|suggested|recommended) (?:order|sequence)|order of (?:work|implementation)|plan de (?:trabajo|implementación|acción)|pasos|plano de (?:trabalho|implementação|ação)|passos|plan d['’](?:action|implémentation)|plan de travail|étapes|arbeitsplan|umsetzungsplan|schritte|план (?:работ|реализации|действий)|шаги|实施(?:计划|步骤|顺序)|开发(?:计划|步骤|顺序)|执行(?:计划|步骤)|実装(?:計画|手順|順序)|作業(?:計画|手順)|(?:구현|작업|개발) (?:계획|순서|단계))\W*$/iu;

/** Whether a heading inside a text says that what stands below it is to be done one after the other. */
export function announcesSteps(title: string): boolean {
  return workPlan.test(plainTitle(title).replace(/^\d{1,2}[.)]\s+/, ''));
}

/** A title that begins with a part of a unit, such as "Mid Month 2". */
export const partOfUnit =
  /^(?:early|mid|late|end of|beginning of|start of|anfang|mitte|ende|début|milieu|fin|principios de|mediados de|finales de)\W+/iu;

/** Whether a title says that what follows is a plan. */
export function announcesPlan(title: string): boolean {
  return planWord.test(title);
}
