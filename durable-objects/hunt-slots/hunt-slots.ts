import { DurableObject } from 'cloudflare:workers';
import { ask, mayRun, type Asking } from './turns.ts';

const LINE = 'line';

/** Whose turn it is among the hunts of one organisation. */
export class HuntSlots extends DurableObject {
  /** True if this hunt may run. It asks again while it waits and while it runs. */
  async ask(hunt: string): Promise<boolean> {
    const line = ask((await this.ctx.storage.get<Asking[]>(LINE)) ?? [], hunt, Date.now());
    await this.ctx.storage.put(LINE, line);
    return mayRun(line, hunt);
  }

  async leave(hunt: string): Promise<void> {
    const line = (await this.ctx.storage.get<Asking[]>(LINE)) ?? [];
    await this.ctx.storage.put(
      LINE,
      line.filter((a) => a.hunt !== hunt),
    );
  }
}
