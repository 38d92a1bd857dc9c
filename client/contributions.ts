/** The ids that package.json contributes, typed once; a test keeps both equal. */

/** Commands by the file in `commands/` that carries them out. */
export const commandIds = {
  runNextPhase: 'phasegate.runNextPhase',
  runPhase: 'phasegate.runPhase',
  runGates: 'phasegate.runGates',
  runGate: 'phasegate.runGate',
  verifyPhases: 'phasegate.verifyPhases',
  cancelRun: 'phasegate.cancelRun',
  approveGate: 'phasegate.approveGate',
  openSpec: 'phasegate.openSpec',
  openRoadmap: 'phasegate.openRoadmap',
  showLog: 'phasegate.showLog',
  showHistory: 'phasegate.showHistory',
  initialize: 'phasegate.initialize',
  adoptRoadmap: 'phasegate.adoptRoadmap',
  addGates: 'phasegate.addGates',
  checkRoadmap: 'phasegate.checkRoadmap',
  newChat: 'phasegate.newChat',
  searchChats: 'phasegate.searchChats',
  attachSelection: 'phasegate.attachSelection',
  attachFile: 'phasegate.attachFile',
  setApiKey: 'phasegate.setApiKey',
  openDataFolder: 'phasegate.openDataFolder',
  backUpData: 'phasegate.backUpData',
  restoreData: 'phasegate.restoreData',
  doctor: 'phasegate.doctor',
  exportChat: 'phasegate.exportChat',
  importChats: 'phasegate.importChats',
  ingestRegulations: 'phasegate.ingestRegulations',
  findRegulations: 'phasegate.findRegulations',
  removeRegulations: 'phasegate.removeRegulations',
  refresh: 'phasegate.refresh',
  showOutput: 'phasegate.showOutput',
} as const;
export type CommandName = keyof typeof commandIds;

/**
 * The same commands under the titles that menus of the tree show: a menu names its phase, so its titles have no
 * ellipsis. The palette hides them.
 */
export const menuCommandIds = {
  runPhase: 'phasegate.runThisPhase',
  runGates: 'phasegate.runTheseGates',
  runGate: 'phasegate.runThisGate',
  cancelRun: 'phasegate.cancelThisRun',
  approveGate: 'phasegate.approveThisGate',
  findRegulations: 'phasegate.openPassage',
  removeRegulations: 'phasegate.removeTheseRegulations',
  ingestRegulations: 'phasegate.ingestInto',
} as const satisfies Partial<Record<CommandName, string>>;

export const viewIds = {
  phases: 'phasegate.phases',
  regulations: 'phasegate.regulations',
  chat: 'phasegate.chat',
} as const;

/** Settings by name; defaults and descriptions stand in package.json. */
export const settingIds = {
  revealOutput: 'phasegate.revealOutput',
  databaseUrl: 'phasegate.database.url',
  restEnabled: 'phasegate.rest.enabled',
  anthropicBaseUrl: 'phasegate.anthropic.baseUrl',
  openAiBaseUrl: 'phasegate.openai.baseUrl',
  openAiModel: 'phasegate.openai.model',
  openAiHistoryTokens: 'phasegate.openai.historyTokens',
  embedder: 'phasegate.regulations.embedder',
  embeddingsUrl: 'phasegate.regulations.embeddings.url',
  embeddingsModel: 'phasegate.regulations.embeddings.model',
  embeddingsQueryPrefix: 'phasegate.regulations.embeddings.queryPrefix',
  embeddingsPassagePrefix: 'phasegate.regulations.embeddings.passagePrefix',
  reranker: 'phasegate.regulations.reranker',
  rerankingUrl: 'phasegate.regulations.reranking.url',
  rerankingModel: 'phasegate.regulations.reranking.model',
  transformersLibrary: 'phasegate.regulations.transformers.library',
  transformersAllowHub: 'phasegate.regulations.transformers.allowHub',
} as const;

/** Keys that `when` clauses of package.json read. */
export const contextKeys = {
  /**
   * `none`: no folder has a roadmap. `empty`: there is one, but none has a phase. `some`: there is something to show.
   * Unset until the server has answered.
   */
  roadmap: 'phasegate.roadmap',
  /** Whether a run that this window can cancel is under way. */
  running: 'phasegate.running',
} as const;
