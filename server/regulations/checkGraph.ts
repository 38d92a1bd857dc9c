/** Finds out whether the native graph of vectors can be used here. */
import { IsolatedScript } from '../base/processes/isolatedScript.ts';

export interface GraphCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

/** In order either way: where there is no graph, all vectors are compared, which takes longer and finds no less. */
export async function checkGraph(script: URL): Promise<GraphCheck> {
  const child = new IsolatedScript(script);
  try {
    await child.ask({ kind: 'probe' });
    return { name: 'vectors', ok: true, message: 'large datasets are searched in a graph (hnswlib-node)' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      name: 'vectors',
      ok: true,
      message: `hnswlib-node cannot be loaded here (${reason}), so all vectors are compared: slower, and as complete`,
    };
  } finally {
    child.close();
  }
}
