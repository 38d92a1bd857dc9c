/** What a terminal says about the models of regulations: which ones, that they are waited for, and how far they are. */
import type { RegulationSettings } from '../regulations/regulations.ts';
import { modelsOfEnvironment } from '../regulations/models/modelSettings.ts';
import type { CommandLine } from './commandLine.ts';
import { showIndexing } from './showIndexing.ts';

export function terminalModels(
  environment: NodeJS.ProcessEnv,
  line: CommandLine,
  say: (text: string) => void,
): Required<Pick<RegulationSettings, 'models' | 'awaitsVectors' | 'watchEmbedding' | 'onProgress'>> {
  const show = showIndexing(line, say);
  return {
    models: modelsOfEnvironment(environment),
    // The program ends with its answer, so nothing would be made behind it.
    awaitsVectors: true,
    watchEmbedding: (dataset) => ({
      report: (share) => show(dataset, { stage: 'embedding', share }),
      end: () => undefined,
    }),
    onProgress: show,
  };
}
