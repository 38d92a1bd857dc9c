/** YAML text with the range of every value, so that a problem can point at what caused it. */
import { isCollection, isMap, isNode, isPair, isScalar, parseDocument, type Node, type ParsedNode } from 'yaml';
import type { Problem } from '../base/problem.ts';
import { withWholeCharacters, type TextRange } from '../base/textRange.ts';
import { deepestYaml, isBottomlessYaml } from '../base/yamlDepth.ts';
import type { SpecProblemCode } from './phaseSpec.ts';

/** A key or an index on the way from the root to a value. */
export type YamlPath = readonly (string | number)[];

/** A YAML document inside a larger text. Numbers, booleans and nulls in values are read as YAML 1.2 core says. */
export class YamlSource {
  /** Problems of the syntax, with ranges in the larger text; when there are some, `value` is not to be used. */
  readonly problems: readonly Problem<SpecProblemCode>[];
  readonly value: unknown;
  readonly range: TextRange;
  readonly #root: ParsedNode | null;
  readonly #offset: number;

  /**
   * @param yaml the document alone
   * @param offset where it starts in the larger text, in UTF-16 units
   */
  constructor(yaml: string, offset: number) {
    const isBottomless = isBottomlessYaml(yaml);
    // Warnings would go to the process's own output, where nobody looks for them.
    const document = parseDocument(isBottomless ? '' : yaml, {
      prettyErrors: false,
      uniqueKeys: true,
      merge: false,
      logLevel: 'error',
    });
    this.#root = document.contents;
    this.#offset = offset;
    this.range = { start: offset, end: offset + yaml.length };
    const problems: Problem<SpecProblemCode>[] = document.errors.map((error) => ({
      code: 'yaml-invalid',
      severity: 'error',
      message: `This is not valid YAML: ${error.message}.`,
      range: moved(withWholeCharacters(yaml, inOrder(yaml, error.pos)), offset),
    }));
    if (isBottomless) {
      problems.push({
        code: 'yaml-invalid',
        severity: 'error',
        message: `This YAML is nested more than ${deepestYaml} levels deep, so it is not read. Write it flatter.`,
        range: this.range,
      });
    }
    let value: unknown = null;
    if (problems.length === 0) {
      try {
        value = document.toJS({ maxAliasCount: 50 });
      } catch (error) {
        problems.push({
          code: 'yaml-invalid',
          severity: 'error',
          message: `This is not valid YAML: ${error instanceof Error ? error.message : String(error)}.`,
          range: this.range,
        });
      }
    }
    this.value = value;
    this.problems = problems;
  }

  /** Range of the value at a path, or of its nearest ancestor that exists. */
  rangeOf(path: YamlPath): TextRange {
    return this.#rangeOfNode(this.#find(path));
  }

  /** Range of the key at a path, or of the value's nearest ancestor that exists. */
  rangeOfKey(path: YamlPath): TextRange {
    const parent = this.#find(path.slice(0, -1));
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(path.at(-1)));
      if (pair !== undefined && isNode(pair.key)) return this.#rangeOfNode(pair.key);
    }
    return this.rangeOf(path);
  }

  /** A scalar exactly as it is written, which keeps an id such as `00` or `2.10` from becoming a number. */
  writtenAt(path: YamlPath): string | null {
    const node = this.#find(path);
    return isScalar(node) && path.length > 0 ? (node.source ?? String(node.value)) : null;
  }

  /** Path of the value, or of the value whose key, has exactly this range; null when none has. */
  pathAt(range: TextRange): YamlPath | null {
    const isAt = (node: unknown): boolean =>
      isNode(node) &&
      node.range != null &&
      this.#offset + node.range[0] === range.start &&
      this.#offset + node.range[1] === range.end;
    const search = (node: unknown, path: YamlPath): YamlPath | null => {
      if (isAt(node)) return path;
      if (!isCollection(node)) return null;
      for (const [index, item] of node.items.entries()) {
        const step = isPair(item) ? String(isScalar(item.key) ? item.key.value : item.key) : index;
        const found =
          isPair(item) && isAt(item.key) ? [...path, step] : search(isPair(item) ? item.value : item, [...path, step]);
        if (found !== null) return found;
      }
      return null;
    };
    return search(this.#root, []);
  }

  /** Ranges of the entries of the list or mapping at a path, in their order; a pair is from its key to its value. */
  entriesAt(path: YamlPath): { readonly isFlow: boolean; readonly ranges: readonly TextRange[] } | null {
    const node = this.#find(path);
    if (!isCollection(node)) return null;
    const ranges = node.items.flatMap((item): TextRange[] => {
      const first = isPair(item) ? item.key : item;
      const last = isPair(item) && isNode(item.value) ? item.value : first;
      if (!isNode(first) || !isNode(last) || first.range == null || last.range == null) return [];
      return [{ start: this.#offset + first.range[0], end: this.#offset + Math.max(first.range[1], last.range[1]) }];
    });
    return ranges.length === node.items.length ? { isFlow: node.flow === true, ranges } : null;
  }

  #find(path: YamlPath): Node | null {
    let node: Node | null = this.#root;
    for (const step of path) {
      if (!isMap(node) && !(node !== null && 'items' in node)) return node;
      const next: unknown = node.get(step, true);
      if (!isNode(next)) return isPair(next) && isNode(next.value) ? next.value : node;
      node = next;
    }
    return node;
  }

  #rangeOfNode(node: Node | null): TextRange {
    if (node?.range == null) return this.range;
    return { start: this.#offset + node.range[0], end: this.#offset + node.range[1] };
  }
}

/** Errors of the parser may end before they start, or behind the text. */
function inOrder(yaml: string, [start, end]: readonly [number, number]): TextRange {
  const first = Math.min(start, yaml.length);
  return { start: first, end: Math.max(first, Math.min(end, yaml.length)) };
}

function moved({ start, end }: TextRange, offset: number): TextRange {
  return { start: start + offset, end: end + offset };
}
