/** The list above a composer while a command is typed: what it offers, which one is chosen, and what there is to say. */
import type { Bridge } from '../shared/bridge.ts';
import { exportOption, findOptions, type CommandOption, type CommandOptions } from './commandOptions.ts';
import { readCommand, type SlashCommand } from './slashCommands.ts';

/** Milliseconds without a key after which what was typed is looked for. */
const restMs = 120;

const nothing: CommandOptions = { options: [], note: null };

export class CommandMenu {
  readonly #bridge: Bridge;
  readonly #folderUri: string | null;
  readonly #changed: () => void;
  #shown: CommandOptions = nothing;
  #active = 0;
  #isBusy = false;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param changed called whenever there is something else to show */
  constructor(bridge: Bridge, folderUri: string | null, changed: () => void) {
    this.#bridge = bridge;
    this.#folderUri = folderUri;
    this.#changed = changed;
  }

  get options(): readonly CommandOption[] {
    return this.#shown.options;
  }

  /** What the person has to know about what they typed; null for nothing. */
  get note(): string | null {
    return this.#shown.note;
  }

  /** Whether something is being looked for. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Place of the option that Enter chooses. */
  get active(): number {
    return this.#active;
  }

  /** Called with what stands in the composer, whenever that is another text. */
  update(text: string): void {
    clearTimeout(this.#timer);
    const number = ++this.#asked;
    const typed = readCommand(text);
    switch (typed.kind) {
      case 'none':
        this.#show(nothing);
        break;
      case 'unknown':
        this.#show({ options: [], note: typed.note });
        break;
      case 'beginning':
        this.#show({ options: typed.matching.map(optionOf), note: null });
        break;
      case 'command':
        this.#isBusy = true;
        this.#timer = setTimeout(() => void this.#find(number, typed.name, typed.words), restMs);
        this.#changed();
        break;
    }
  }

  /** Goes to the next option or the one before, around the ends. */
  move(by: 1 | -1): void {
    const count = this.options.length;
    if (count > 0) this.#active = (this.#active + by + count) % count;
    this.#changed();
  }

  /** Shows nothing until another text is typed. */
  close(): void {
    clearTimeout(this.#timer);
    this.#asked++;
    this.#show(nothing);
  }

  async #find(number: number, ...[name, words]: [Parameters<typeof findOptions>[0], string]): Promise<void> {
    let found: CommandOptions;
    try {
      found = await findOptions(name, words, this.#folderUri, this.#bridge);
    } catch (error) {
      found = { options: [], note: error instanceof Error ? error.message : String(error) };
    }
    // An answer that was overtaken by a later text is of no use.
    if (number === this.#asked) this.#show(found);
  }

  #show(shown: CommandOptions): void {
    this.#shown = shown;
    this.#active = 0;
    this.#isBusy = false;
    this.#changed();
  }
}

function optionOf({ name, argument, description }: SlashCommand): CommandOption {
  if (name === 'export') return exportOption;
  return {
    id: name,
    label: `/${name}`,
    description: `${argument} – ${description}`,
    detail: '',
    choice: { kind: 'write', text: `/${name} ` },
  };
}
